import { Fault } from '../../kernel/fault.ts';
import type { Secret } from '../../kernel/secret.ts';
import { parseRootKey } from '../root-key.ts';
import type { KeySource } from './key-source.ts';

/** A variable that the starting process took from its environment (and then dropped there). */
export interface KeyVariable {
  readonly name: string;
  readonly value: string;
}

/**
 * A root key from the environment.
 * @param previous the one before, for the start at which the root key changes: the database is moved from it
 */
export function envKeySource(current: KeyVariable, previous: KeyVariable | null = null): KeySource {
  return {
    kind: () => 'environment',
    async read() {
      const wanted = keyIn(current);
      const candidates = previous === null ? [wanted] : [wanted, keyIn(previous)];
      return { candidates, wanted, moreByPassphrase: false };
    },
  };
}

function keyIn({ name, value }: KeyVariable): Secret {
  const key = parseRootKey(value);
  if (key) return key;
  throw new Fault(
    'sealed',
    `The environment variable ${name} is not a root key. It must be one line: agentport-root-v1: and 43 characters.`,
  );
}
