import { testFixtures } from '../testing/fixtures.ts';

testFixtures('sae');
