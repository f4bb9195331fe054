import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Cli, ExitCode } from '../../cli.ts';
import { Failure } from '../../failure.ts';
import { fields, styled } from '../../output/lines.ts';
import { failureFrom } from '../../wire/control-process.ts';
import { askGateway } from '../../wire/gateway-process.ts';
import { withLocal } from '../../wire/local.ts';

/** Writes what shows to others that an entry stands in the log. */
export async function prove(
  { around, out }: Cli,
  entry: string,
  options: { file?: string; since?: number },
): Promise<ExitCode> {
  const { since, file } = options;
  const proof = await withLocal(around, ({ client }) =>
    client('proveAudit', { params: { entry }, query: since === undefined ? {} : { since } }),
  );
  const text = JSON.stringify(proof, null, 2);
  if (file === undefined) {
    around.stdout.write(`${text}\n`);
    return 0;
  }
  const target = path.resolve(around.cwd, file);
  await writeFile(target, `${text}\n`, { flag: 'wx', mode: 0o600 }).catch((cause: NodeJS.ErrnoException) => {
    const message = `${target} cannot be created (${cause.code}). Name a file that does not exist yet.`;
    throw new Failure('invalid_request', message, { cause });
  });
  out.show({ file: target, verifier: proof.verifier }, () => [
    `Written to ${target}. Whoever has the log's public key checks it, without a gateway:`,
    `agentport audit check-proof ${file} --key '${proof.verifier}'`,
  ]);
  return 0;
}

interface Checked {
  readonly ok: boolean;
  readonly index?: number;
  readonly size?: number;
  readonly since?: number | null;
  readonly entry?: string;
  readonly message?: string;
}

/** Checks a proof offline: needs the file and the log's public key, no gateway and no data. */
export async function checkProof({ around, out }: Cli, file: string, key: string): Promise<ExitCode> {
  const target = path.resolve(around.cwd, file);
  const { stdout, stderr } = await askGateway(around, ['check-proof', target, '--key', key]);
  if (!stdout.startsWith('{')) throw failureFrom(stderr);
  const checked = JSON.parse(stdout) as Checked;
  out.show(checked, () =>
    checked.ok
      ? [
          styledLine('green', 'Proved'),
          ...fields([
            ['Entry', `${checked.index} of ${checked.size}`],
            ['Continues', checked.since == null ? 'not asked' : `the log of size ${checked.since}`],
          ]),
          checked.entry ?? '',
        ]
      : [styledLine('red', 'NOT PROVED'), checked.message ?? ''],
  );
  return checked.ok ? 0 : 1;
}

function styledLine(style: 'green' | 'red', text: string) {
  return [styled(style, text)];
}
