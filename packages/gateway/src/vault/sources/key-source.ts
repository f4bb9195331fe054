import type { Secret } from '../../kernel/secret.ts';

/** `file`: bare in a file · `passphrase`: in a file, sealed by a passphrase · `environment`: a variable of the process */
export type KeySourceKind = 'file' | 'passphrase' | 'environment';

/** Where the root key comes from. */
export interface KeySource {
  /** as it was found by the last `read` */
  kind(): KeySourceKind;
  /**
   * The 32 bytes of the root key; two candidates while a rotation has not ended, the vault tells which one opens.
   * @param firstRun nothing is sealed yet: only then may a source make a new key. A key that is missing later is
   *   lost or misplaced, and a new one would open nothing.
   * @throws {Fault} `sealed` when there is no key (`details.unseal` when a passphrase would open it),
   *   `unsafe_permissions` when others could read it
   */
  read(firstRun: boolean): Promise<RootKeys>;
  /** The vault opened with this one: the source destroys the others. */
  settle?(opened: Secret): Promise<void>;
  /**
   * Keeps a new root key beside the old one, durably: from here on either may be what the database is sealed with.
   * @param passphrase seals it; null keeps it bare
   */
  stage?(next: Secret, passphrase: Secret | null): Promise<void>;
  /**
   * Opens what a passphrase seals, for the next `read`. Slow on purpose.
   * @throws {Fault} `sealed` when it is the wrong one
   */
  unseal?(passphrase: Secret): Promise<void>;
}

export interface RootKeys {
  readonly candidates: readonly Secret[];
  /** the database is moved under this one when another one opened it */
  readonly wanted: Secret | null;
  /** whether a passphrase would bring another candidate */
  readonly moreByPassphrase: boolean;
}
