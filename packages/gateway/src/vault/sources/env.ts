import { Fault } from '../../kernel/fault.ts';
import { parseRootKey } from '../root-key.ts';
import type { KeySource } from './key-source.ts';

/** A root key that the starting process took from an environment variable (and then dropped there). */
export function envKeySource(variable: string, value: string): KeySource {
  return {
    async read() {
      const key = parseRootKey(value);
      if (key) return key;
      throw new Fault(
        'sealed',
        `The environment variable ${variable} is not a root key. It must be one line: agentport-root-v1: and 43 characters.`,
      );
    },
  };
}
