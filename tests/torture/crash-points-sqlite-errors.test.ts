import { testCrashPoints } from './crash-points.ts';

await testCrashPoints('sqlite', 'errors');
