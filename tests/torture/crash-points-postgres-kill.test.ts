import { testCrashPoints } from './crash-points.ts';

await testCrashPoints('postgres', 'kill');
