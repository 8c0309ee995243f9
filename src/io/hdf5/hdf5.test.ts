import { afterAll, beforeAll } from 'vitest';
import { testFixtures } from '../testing/fixtures.ts';
import { isolate, type IsolatedTests } from '../../workers/testing/isolate.ts';

let isolated: IsolatedTests;
beforeAll(async () => {
  isolated = await isolate();
});
afterAll(() => isolated.end());

testFixtures('hdf5');
