import path from 'node:path';
import type { Cli, ExitCode } from '../../cli.ts';
import { Failure } from '../../failure.ts';
import { type Line, styled } from '../../output/lines.ts';
import { failureFrom } from '../../wire/control-process.ts';
import { askGateway } from '../../wire/gateway-process.ts';

/** What `main.ts validate` writes. */
type Validated =
  | {
      readonly ok: true;
      readonly file: string;
      readonly connections: number;
      readonly tiers: number;
      readonly rules: number;
    }
  | { readonly ok: false; readonly file: string; readonly code: string; readonly message: string };

/** Checks agentport.yaml without a gateway: 0 when it could be applied, 1 when not. */
export async function validate({ around, out }: Cli, file: string | undefined): Promise<ExitCode> {
  const named = file ?? (around.env.AGENTPORT_CONFIG || 'agentport.yaml');
  const { stdout, stderr } = await askGateway(around, ['validate', path.resolve(around.cwd, named)]);
  if (!stdout.startsWith('{')) throw failureFrom(stderr);
  const validated = read(stdout);
  const place = validated.ok ? null : placeOf(validated.message);
  out.show(validated.ok ? validated : { ...validated, ...place }, () => lines(validated));
  return validated.ok ? 0 : 1;
}

function read(stdout: string): Validated {
  try {
    return JSON.parse(stdout) as Validated;
  } catch (cause) {
    throw new Failure('internal', 'The check ended before its answer was complete.', { cause });
  }
}

/** `agentport.yaml:12:5: what is wrong` */
function placeOf(message: string): { line: number; column: number } | null {
  const [, line, column] = /^[^:]+:(\d+)(?::(\d+))?:/.exec(message) ?? [];
  return line === undefined ? null : { line: Number(line), column: Number(column ?? 1) };
}

function lines(validated: Validated): Line[] {
  if (!validated.ok) return [[styled('red', 'not valid'), `  ${validated.message} [${validated.code}]`]];
  const { connections, tiers, rules } = validated;
  return [[styled('green', 'valid'), `  ${connections} connections, ${tiers} tiers, ${rules} rules`]];
}
