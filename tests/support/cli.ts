import { Readable } from 'node:stream';
import { run } from '../../packages/cli/src/run.ts';
import { type CleansUp, temporaryDirectory } from './temp.ts';

export interface CliEnd {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface CliOptions {
  readonly env?: Readonly<Record<string, string>>;
  /** given to standard input */
  readonly input?: string;
  readonly cwd?: string;
}

/** The command line in this process, with an environment, directories and streams of its own. */
export async function runCli(
  t: CleansUp,
  argv: readonly string[],
  options: CliOptions = {},
): Promise<CliEnd> {
  const said = { stdout: '', stderr: '' };
  const sink = (name: keyof typeof said) => ({
    write(text: string) {
      said[name] += text;
    },
  });
  const exitCode = await run(argv, {
    env: options.env ?? {},
    cwd: options.cwd ?? temporaryDirectory(t),
    stdin: Readable.from(options.input === undefined ? [] : [options.input]),
    stdout: sink('stdout'),
    stderr: sink('stderr'),
    gatewayMain: new URL('../../packages/gateway/src/main.ts', import.meta.url).pathname,
    nodePath: process.execPath,
    version: '0.0.0-test',
    wait: () => Promise.resolve(),
    elapsed: () => performance.now(),
    onSignal: () => () => undefined,
  });
  return { exitCode, ...said };
}
