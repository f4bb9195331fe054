import type { JsonObject } from '@agentport/engine';
import { STORED_CONTEXTS } from '../storage/index.ts';
import type { Schema } from '../storage/schema.ts';
import type { KeyPurpose } from './keys.ts';
import { dayContext } from './payloads.ts';
import { credentialContext, type StateContext, stateContext } from './seal.ts';

/** A column whose values are sealed under a wrapping key, and are sealed anew when there is a newer one. */
export interface SealedColumn {
  readonly table: keyof Schema;
  readonly column: 'sealed' | 'totp_sealed' | 'secret_sealed';
  /** the column that names a row within its org */
  readonly key: string;
  /** false where one row serves the whole installation */
  readonly ofAnOrg: boolean;
  readonly purpose: KeyPurpose;
  context(instance: string, row: SealedRow): JsonObject;
}

export interface SealedRow {
  readonly org: string;
  readonly key: string;
  readonly sealed: Uint8Array;
  readonly rest: Readonly<Record<string, unknown>>;
}

/**
 * Every such column there is. A new one belongs here: otherwise a rotation would leave its values under the old key,
 * and that key would be destroyed. `sealed-columns.test.ts` compares the list with the migrated tables.
 */
export const SEALED_COLUMNS: readonly SealedColumn[] = [
  {
    ...{ table: 'credentials', column: 'sealed', key: 'id', ofAnOrg: true, purpose: 'credential' },
    context: (instance, { org, rest }) =>
      credentialContext(instance, {
        org,
        connectionId: String(rest.connection_id),
        field: String(rest.field),
        version: Number(rest.version),
      }),
  },
  {
    ...{ table: 'payload_keys', column: 'sealed', key: 'day', ofAnOrg: true, purpose: 'payload' },
    context: (instance, { org, key }) => dayContext({ instance }, org, key),
  },
  small('operators', 'totp_sealed', ({ key }) => STORED_CONTEXTS.totp(key)),
  small('oidc_settings', 'secret_sealed', () => STORED_CONTEXTS.companySecret, 'org'),
  small('channels', 'secret_sealed', ({ key }) => STORED_CONTEXTS.channel(key)),
  small('push_subscriptions', 'sealed', ({ key }) => STORED_CONTEXTS.pushSubscription(key)),
  {
    ...small('audit_signer', 'sealed', () => STORED_CONTEXTS.auditSigner, 'verifier'),
    ofAnOrg: false,
  },
];

/** A column of small values that a room seals by itself. */
function small(
  table: keyof Schema,
  column: SealedColumn['column'],
  of: (row: SealedRow) => StateContext,
  key = 'id',
): SealedColumn {
  return {
    ...{ table, column, key, ofAnOrg: true, purpose: 'state' },
    context: (instance, row) => stateContext(instance, row.org, of(row)),
  };
}
