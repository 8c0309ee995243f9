import { testFixtures } from '../testing/fixtures.ts';

testFixtures('arrow');
