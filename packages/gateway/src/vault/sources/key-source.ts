import type { Secret } from '../../kernel/secret.ts';

/** Where the root key comes from. */
export interface KeySource {
  /**
   * The 32 bytes of the root key.
   * @param firstRun nothing is sealed yet: only then may a source make a new key. A key that is missing later is
   *   lost or misplaced, and a new one would open nothing.
   * @throws {Fault} `sealed` when there is no key, `unsafe_permissions` when others could read it
   */
  read(firstRun: boolean): Promise<Secret>;
}
