import { Fault } from '../kernel/fault.ts';
import { EnvelopeError } from './envelope.ts';

/** Runs `open`; an envelope that does not open becomes the one public fault, its cause private. */
export function opening<T>(what: string, open: () => T): T {
  try {
    return open();
  } catch (error) {
    if (!(error instanceof EnvelopeError)) throw error;
    throw new Fault(
      'sealed',
      `${what} does not open: it was changed, moved or sealed elsewhere. Restore the database or enter it again.`,
      { cause: error },
    );
  }
}
