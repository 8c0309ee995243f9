import { testFixtures } from '../testing/fixtures.ts';

testFixtures('hdf5');
