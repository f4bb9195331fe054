import { readFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { run } from './run.ts';
import type { EndSignal } from './surroundings.ts';

/** The process: the only reader of the environment and the arguments. */

const { version } = JSON.parse(
  readFileSync(path.join(import.meta.dirname, '..', 'package.json'), 'utf8'),
) as {
  version: string;
};
// A reader that goes away early (`agentport audit tail | head`) is no error.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
  process.exit(0);
});

process.exitCode = await run(process.argv.slice(2), {
  env: { ...process.env },
  cwd: process.cwd(),
  stdin: process.stdin,
  stdout: process.stdout,
  stderr: process.stderr,
  gatewayMain: fileURLToPath(import.meta.resolve('@agentport/gateway/main')),
  nodePath: process.execPath,
  version,
  wait: (ms, signal) => sleep(ms, undefined, { signal }).catch(() => undefined),
  elapsed: () => performance.now(),
  onSignal,
});

function onSignal(listener: (signal: EndSignal) => void): () => void {
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
  for (const signal of signals) process.on(signal, listener);
  return () => {
    for (const signal of signals) process.off(signal, listener);
  };
}
