import type { Audit } from '../audit/index.ts';
import type { Random } from '../kernel/random.ts';
import type { Secret } from '../kernel/secret.ts';
import type { Database } from '../storage/database.ts';
import type { CredentialName, Vault } from '../vault/index.ts';
import {
  deleteOlder,
  followCredential,
  letGo,
  selectRefused,
  selectToken,
  type TokenRow,
  takeLease,
  updateHeld,
} from './store.ts';

/** A token is traded again when less than this is left of it, ms: a call must not outlive it on its way. */
const RUNS_OUT_MS = 60_000;
/** Longer than any one try takes, so that a gateway that died gives way, ms. */
const LEASE_MS = 30_000;

/** What is known of a connection's access token. Both names are null while there is none. */
export interface KnownToken {
  /** rises with every new token; 0 before the first */
  readonly generation: number;
  /** the access token, as long as it lasts */
  readonly access: CredentialName | null;
  /** the refresh token to trade next, when the endpoint gave one in place of the person's */
  readonly refresh: CredentialName | null;
  /** why the endpoint will not trade again */
  readonly refused: string | null;
}

/** What the token endpoint gave. */
export interface Granted {
  readonly access: Secret;
  /** takes the place of the one that was traded */
  readonly refresh: Secret | null;
  readonly expiresInMs: number;
}

export interface RefusedToken {
  readonly connectionId: string;
  readonly credentialVersion: number;
  readonly code: string;
  /** ms UTC */
  readonly at: number;
}

/**
 * Access tokens of connections whose credential is a refresh token (RFC 6749 §6). One gateway trades at a time; a new
 * refresh token is durable in the same unit that lets go of the old one.
 */
export interface OauthTokens {
  known(credential: CredentialName): Promise<KnownToken>;
  /** The right to trade, for this gateway alone; taken again by itself it lasts anew. @returns false while another has it */
  lease(credential: CredentialName): Promise<boolean>;
  letGo(credential: CredentialName): Promise<void>;
  /** @returns false when the lease was lost meanwhile: nothing was kept */
  keep(credential: CredentialName, generation: number, granted: Granted): Promise<boolean>;
  /** The endpoint says that a person must connect anew. */
  refuse(credential: CredentialName, generation: number, code: string): Promise<void>;
  refused(org: string): Promise<readonly RefusedToken[]>;
}

interface Parts {
  readonly db: Database;
  readonly vault: Pick<Vault, 'sealCredential'>;
  readonly audit: Pick<Audit, 'append'>;
  readonly random: Random;
}

const ACCESS = 'access_token';
const REFRESH = 'refresh_token';
const NONE: KnownToken = { generation: 0, access: null, refresh: null, refused: null };

export function createOauthTokens({ db, vault, audit, random }: Parts): OauthTokens {
  const holder = random.bytes(16).toString('hex');
  return {
    async known(credential) {
      const row = await selectToken(db.read, credential.connectionId);
      return row ? knownOf(row, credential) : NONE;
    },
    lease: (credential) =>
      db.unit(async (tx) => {
        const of = rowOf(credential);
        await followCredential(tx, of);
        return takeLease(tx, of, holder, LEASE_MS);
      }),
    letGo: ({ connectionId }) => db.unit((tx) => letGo(tx, connectionId, holder)),
    keep: (credential, generation, { access, refresh, expiresInMs }) =>
      db.unit(async (tx) => {
        const { org, connectionId } = credential;
        const next = generation + 1;
        const columns = {
          generation: next,
          ...(refresh === null ? {} : { refresh_generation: next }),
          ...{ refused: null, refused_at: null, lease_holder: null, lease_until: 0 },
        };
        if (!(await updateHeld(tx, { connectionId, generation, holder }, columns, expiresInMs))) return false;
        const sealed = { org, connectionId, version: next };
        await vault.sealCredential(tx, { ...sealed, field: ACCESS, secret: access });
        await deleteOlder(tx, connectionId, ACCESS, next);
        if (refresh !== null) {
          await vault.sealCredential(tx, { ...sealed, field: REFRESH, secret: refresh });
          await deleteOlder(tx, connectionId, REFRESH, next);
        }
        return true;
      }),
    refuse: (credential, generation, code) =>
      db.unit(async (tx) => {
        const { org, connectionId } = credential;
        const row = await selectToken(tx, connectionId);
        const columns = { refused: code, refused_at: row?.now ?? 0, lease_holder: null, lease_until: 0 };
        const held = { connectionId, generation, holder };
        if (row?.refused === code || !(await updateHeld(tx, held, columns))) return;
        await audit.append(tx, {
          kind: 'credential.refused',
          actor: 'system:token_refresh',
          org,
          connection: connectionId,
          details: { code, credential_version: credential.version },
        });
      }),
    async refused(org) {
      return (await selectRefused(db.read, org)).map((row) => ({
        connectionId: row.connection_id,
        credentialVersion: row.credential_version,
        code: row.refused ?? '',
        at: row.refused_at ?? 0,
      }));
    },
  };
}

function rowOf({ org, connectionId, version }: CredentialName) {
  return { org, connection_id: connectionId, credential_version: version };
}

function knownOf(row: TokenRow, credential: CredentialName): KnownToken {
  const { generation } = row;
  if (row.credential_version !== credential.version) return { ...NONE, generation };
  const named = (field: string, version: number): CredentialName => ({ ...credential, field, version });
  return {
    generation,
    access: generation > 0 && row.expires_at - row.now > RUNS_OUT_MS ? named(ACCESS, generation) : null,
    refresh: row.refresh_generation > 0 ? named(REFRESH, row.refresh_generation) : null,
    refused: row.refused,
  };
}
