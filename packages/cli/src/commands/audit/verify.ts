import type { Cli, ExitCode } from '../../cli.ts';
import { Failure } from '../../failure.ts';
import { fields, type Line, styled } from '../../output/lines.ts';
import { failureFrom } from '../../wire/control-process.ts';
import { askGateway } from '../../wire/gateway-process.ts';

/** What `main.ts verify --json` writes. */
interface Verified {
  readonly ok: boolean;
  readonly size: number;
  readonly root: string;
  readonly signaturesChecked: boolean;
  readonly witnessChecked: boolean;
  readonly problem?: { readonly code: string; readonly index: number | null; readonly message: string };
  readonly exit_code: number;
  readonly data_dir: string;
}

/**
 * Reads the log's own files in a process of its own: a gateway that runs, and may be the one to doubt, is not asked.
 * Exit codes are 0 and 1 as everywhere; which kind of damage it is says `problem.exit_code` in JSON.
 */
export async function verify({ around, out }: Cli, exportFile: string | undefined): Promise<ExitCode> {
  const args = exportFile === undefined ? [] : ['--export', exportFile];
  const { stdout, stderr } = await askGateway(around, ['verify', '--json', ...args]);
  const { exit_code, problem, ...facts } = read(stdout, stderr);
  const result = { ...facts, problem: problem === undefined ? null : { ...problem, exit_code } };
  out.show(result, () => lines(result));
  return result.ok ? 0 : 1;
}

function read(stdout: string, stderr: string): Verified {
  if (!stdout.startsWith('{')) throw failureFrom(stderr);
  try {
    return JSON.parse(stdout) as Verified;
  } catch (cause) {
    throw new Failure('internal', 'The verification ended before its answer was complete.', { cause });
  }
}

function lines(
  result: Omit<Verified, 'exit_code' | 'problem'> & { problem: Verified['problem'] | null },
): Line[] {
  const { ok, problem } = result;
  const verdict = problem
    ? styled(
        'red',
        `NOT INTACT (${problem.code}${problem.index === null ? '' : ` at entry ${problem.index}`})`,
      )
    : styled(ok ? 'green' : 'red', ok ? 'Intact' : 'NOT INTACT');
  return [
    verdict,
    ...(problem ? [problem.message] : []),
    ...fields([
      ['Entries', String(result.size)],
      ['Root', result.root],
      ['Signatures', result.signaturesChecked ? 'checked' : styled('yellow', 'not checked: no key')],
      ['Witness', result.witnessChecked ? 'checked' : styled('yellow', 'not checked: none found')],
      ['Data', result.data_dir],
    ]),
  ];
}
