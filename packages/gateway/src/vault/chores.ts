import type { AuditReport } from '../audit/entry.ts';
import type { Secret } from '../kernel/secret.ts';
import type { Database, Tx } from '../storage/database.ts';
import { destroyOldKeys } from './destroy-old-keys.ts';
import { type KeysStatus, keysStatus } from './keys-status.ts';
import { resealAll, rotateKeys } from './rotate-keys.ts';
import { moveToRoot, rotateRoot } from './rotate-root.ts';
import type { SealingParts } from './seal.ts';
import type { KeySource } from './sources/key-source.ts';

/** Named points of a rotation, in their order. A kill at any of them must leave everything openable. */
export type RotationStep =
  | 'root.staged'
  | 'root.rewrapped'
  | 'root.settled'
  | 'keys.made'
  | 'keys.batch'
  | 'keys.resealed'
  | 'keys.destroyed';

export interface KeyChoresParts extends SealingParts {
  readonly db: Database;
  readonly keySource: KeySource;
  readonly audit: { append(tx: Tx, report: AuditReport): Promise<unknown> };
  readonly atStep: (step: RotationStep) => Promise<void>;
}

export interface KeyChores {
  status(): Promise<KeysStatus>;
  /**
   * A new root key; the old one is destroyed where it lies in a file of ours.
   * @param to where the new one rests; a passphrase to seal it with, or null for a bare file
   * @throws {Fault} `invalid_request` with the procedure, where the key comes from the environment
   */
  rotateRoot(to: { passphrase: Secret | null }, actor: string): Promise<void>;
  /** New wrapping keys. Values are sealed anew in small units; a start takes it up again where it was cut short. */
  rotateKeys(actor: string): Promise<void>;
  /** Goes on with what an earlier process began, and destroys keys that nothing names any more. */
  resume(): Promise<void>;
  /** The root key was changed from outside, in the environment. */
  moveTo(root: Secret): Promise<void>;
  /** Looks for keys that another gateway made. */
  refresh(): Promise<void>;
  /** Overwrites every key in memory. */
  close(): void;
}

const ACTOR = 'system:vault';

export function createKeyChores(parts: KeyChoresParts): KeyChores {
  let work: Promise<unknown> = Promise.resolve();
  /** One rotation at a time. */
  const inOrder = <T>(next: () => Promise<T>): Promise<T> => {
    const done = work.then(next, next);
    work = done.catch(() => undefined);
    return done;
  };
  const finishKeys = async (actor: string) => {
    await resealAll(parts, actor);
    await destroyOldKeys(parts, actor);
  };
  return {
    status: () => keysStatus(parts),
    rotateRoot: (to, actor) => inOrder(() => rotateRoot(parts, to, actor)),
    rotateKeys: (actor) =>
      inOrder(async () => {
        await rotateKeys(parts, actor);
        await finishKeys(actor);
      }),
    resume: () => inOrder(() => finishKeys(ACTOR)),
    moveTo: (root) => inOrder(() => moveToRoot(parts, root, ACTOR)),
    refresh: () => parts.keyring.refresh(),
    close: () => parts.keyring.close(),
  };
}
