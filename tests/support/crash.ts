import { fileURLToPath } from 'node:url';
import type { TestGateway } from './gateway.ts';
import { type RunningProcess, startProcess } from './process.ts';

/** Where a process may die between an approval and its answer, in the order they are passed. */
export const CRASH_POINTS = [
  'before the decision is committed',
  'after the decision is committed',
  'after the claim is committed',
  'after the service did it',
  'after the outcome is committed',
] as const;

export type CrashPoint = (typeof CRASH_POINTS)[number];

export interface CrashingGateway {
  readonly process: RunningProcess;
  readonly url: string;
  readonly recovered: { readonly unknown: number; readonly resumed: number };
  /** from now on the next approved call kills it */
  arm(): Promise<void>;
}

const CHILD = fileURLToPath(new URL('./crash-child.ts', import.meta.url));

/** Opens an installation that is closed here in a process that, once armed, dies at `point`. */
export async function startCrashing(installation: TestGateway, point: CrashPoint): Promise<CrashingGateway> {
  const child = startProcess({
    args: [CHILD, point],
    cwd: installation.home,
    env: {
      AGENTPORT_HOST: '127.0.0.1',
      AGENTPORT_PORT: '0',
      AGENTPORT_DATA_DIR: installation.dataDir,
      AGENTPORT_CONFIG: installation.configFile,
    },
  });
  const line = await child.waitForLine(/^listening /, 30_000);
  const [, url = '', recovered = ''] = line.split(' ');
  return {
    process: child,
    url,
    recovered: JSON.parse(recovered),
    async arm() {
      process.kill(child.pid, 'SIGUSR2');
      await child.waitForLine(/^armed$/);
    },
  };
}
