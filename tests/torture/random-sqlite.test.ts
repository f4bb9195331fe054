import { testRandomRuns } from './random-runs.fixture.ts';

testRandomRuns('sqlite');
