import { type FileHandle, open, rm } from 'node:fs/promises';
import path from 'node:path';
import type { RouteReply } from '@agentport/contract';
import { Command } from 'commander';
import type { Cli } from '../cli.ts';
import { Failure } from '../failure.ts';
import { fields, type Line, styled, time } from '../output/lines.ts';
import { readSecret } from '../terminal/stdin.ts';
import { withLocal } from '../wire/local.ts';

interface Options {
  readonly email: string;
  readonly name?: string;
  readonly passwordStdin?: true;
  readonly totpSecretOut?: string;
}

export function bootstrapCommand({ around, out, act }: Cli): Command {
  return new Command('bootstrap')
    .description('create the first person without a browser (refused once there is one)')
    .requiredOption('--email <email>', 'of the person')
    .option('--name <name>', 'of the person')
    .option('--password-stdin', 'read the password from standard input (without it the terminal asks)')
    .option(
      '--totp-secret-out <file>',
      "write the authenticator's secret to this new file, readable by you alone",
    )
    .action(
      act(async (options: Options) => {
        if (out.format === 'human' && options.totpSecretOut === undefined) {
          throw new Failure(
            'invalid_request',
            "Give --totp-secret-out FILE for the authenticator's secret, or read it from -o json.",
          );
        }
        const password = await readSecret(around, 'The password');
        const name = options.name === undefined ? {} : { name: options.name };
        const body = { email: options.email, password, ...name };
        const made = await withSecretFile(around.cwd, options.totpSecretOut, (keep) =>
          withLocal(around, async ({ client }) => {
            const reply = await client('bootstrap', { body });
            await keep(reply.totp_secret);
            return reply;
          }),
        );
        out.show(made, () => bootstrapLines(made, options.totpSecretOut));
        return 0;
      }),
    );
}

/** The file is made first: a person whose secret could not be written could never sign in. */
async function withSecretFile<T>(
  cwd: string,
  file: string | undefined,
  work: (keep: (secret: string) => Promise<void>) => Promise<T>,
): Promise<T> {
  if (file === undefined) return work(async () => undefined);
  const target = path.resolve(cwd, file);
  const handle = await createPrivate(target);
  try {
    const result = await work(async (secret) => {
      await handle.writeFile(`${secret}\n`);
      await handle.sync();
    });
    await handle.close();
    return result;
  } catch (error) {
    await handle.close();
    await rm(target, { force: true });
    throw error;
  }
}

async function createPrivate(file: string): Promise<FileHandle> {
  try {
    return await open(file, 'wx', 0o600);
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    throw new Failure(
      'invalid_request',
      `${file} cannot be created (${code}). Name a file that does not exist yet.`,
      {
        cause,
      },
    );
  }
}

function bootstrapLines(made: RouteReply<'bootstrap'>, file: string | undefined): Line[] {
  return [
    ...fields([
      ['Person', styled('bold', `${made.person.name} <${made.person.email}>`)],
      ['Sign-in token', made.sign_in_token],
      ['CSRF token', made.csrf_token],
      ['Good until', time(made.expires_at)],
      ["Authenticator's secret", `in ${file ?? 'JSON only'}`],
    ]),
    styled('dim', 'Recovery codes, each good once; keep them apart from the password:'),
    ...made.recovery_codes,
  ];
}
