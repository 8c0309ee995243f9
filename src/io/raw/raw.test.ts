import { testFixtures } from '../testing/fixtures.ts';

testFixtures('raw');
