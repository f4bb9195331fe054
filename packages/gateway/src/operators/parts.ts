import type { JsonObject } from '@agentport/engine';
import type { Clock } from '../kernel/clock.ts';
import type { NewId } from '../kernel/ids.ts';
import type { Random } from '../kernel/random.ts';
import type { Database } from '../storage/index.ts';
import type { PlainFetch } from '../upstream/index.ts';
import type { TellPerson } from './account/tell.ts';
import type { Attempts } from './attempts.ts';
import type { AuditLog } from './events.ts';
import type { Passwords } from './password.ts';

/** Seals small values to a context; opening needs an equal one. The vault's. */
export interface Sealer {
  sealState(context: JsonObject & { readonly what: string }, plaintext: Uint8Array): Uint8Array;
  openState(context: JsonObject & { readonly what: string }, sealed: Uint8Array): Uint8Array;
}

/** What the files of this room share. */
export interface Parts {
  readonly db: Database;
  readonly clock: Clock;
  readonly random: Random;
  readonly newId: NewId;
  readonly org: string;
  readonly sealer: Sealer;
  readonly passwords: Passwords;
  readonly attempts: Attempts;
  readonly audit: AuditLog;
  readonly telling: TellPerson;
  /** the way out to a sign-in provider */
  readonly fetch: PlainFetch;
  /** the origin people know; passkeys are made for its name */
  readonly publicUrl: () => string;
}
