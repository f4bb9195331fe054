import { Failure } from '../failure.ts';
import type { Surroundings } from '../surroundings.ts';
import type { Credentials } from '../wire/person.ts';
import { type Asker, openAsker } from './ask.ts';
import { readSecret } from './stdin.ts';

export interface SignInOptions {
  readonly email?: string;
  readonly passwordStdin?: true;
  readonly code?: string;
}

const INSTEAD = 'Give --email, --password-stdin and --code.';

/** Asks for what the options leave out. Nothing of it is kept. */
export async function askCredentials(around: Surroundings, options: SignInOptions): Promise<Credentials> {
  const { email, code } = options;
  if (options.passwordStdin) {
    if (email === undefined || code === undefined) {
      throw new Failure('invalid_request', `With --password-stdin nothing can be asked. ${INSTEAD}`);
    }
    return { email, password: await readSecret(around, 'The password'), code };
  }
  return asking(around, async (asker) => ({
    email: email ?? (await asker.line('E-mail:')),
    password: await asker.line('Password:', { hidden: true }),
    code: code ?? (await askCode(asker)),
  }));
}

/** A code counts once, so it may be seen while it is typed. */
export function askCode(asker: Asker, question = 'Code of your authenticator app:'): Promise<string> {
  return asker.line(question);
}

/** Opens the terminal for some questions. */
export async function asking<T>(around: Surroundings, work: (asker: Asker) => Promise<T>): Promise<T> {
  const asker = openAsker(around, INSTEAD);
  try {
    return await work(asker);
  } finally {
    asker.close();
  }
}
