import { Failure } from '../../failure.ts';
import type { Surroundings } from '../../surroundings.ts';
import { openAsker } from '../../terminal/ask.ts';
import { readSecret } from '../../terminal/stdin.ts';

/** The passphrase that is in use. Never an argument: those stand in the list of processes. */
export function passphrase(around: Surroundings, fromStdin: boolean): Promise<string> {
  refusePipe(around, fromStdin);
  return readSecret(around, 'The passphrase');
}

/** One for later, typed twice: a slip would close the vault for good. */
export async function newPassphrase(around: Surroundings, fromStdin: boolean): Promise<string> {
  refusePipe(around, fromStdin);
  if (around.stdin.isTTY !== true) return readSecret(around, 'The passphrase');
  const asker = openAsker(around, '');
  try {
    const typed = await asker.line('New passphrase (not shown):', { hidden: true });
    if (typed === (await asker.line('The same again:', { hidden: true }))) return typed;
  } finally {
    asker.close();
  }
  throw new Failure('invalid_request', 'The two passphrases differ. Nothing was changed.');
}

/** A script that forgot the option gets an answer instead of reading something else as a passphrase. */
function refusePipe({ stdin }: Surroundings, fromStdin: boolean): void {
  if (fromStdin || stdin.isTTY === true) return;
  throw new Failure(
    'invalid_request',
    'This asks a person and there is no terminal. Give --passphrase-stdin.',
  );
}
