import { STORED_CONTEXTS, type Tx } from '../storage/index.ts';
import type { Reader } from './store.ts';
import type { Vault } from './vault.ts';

const PERSON = 'opr_1';
const CHANNEL = 'chn_1';
const BROWSER = 'psh_1';

export const SMALL_VALUES = 5;
const secretIn = (name: string) => `state_fake of ${name}`;

/** One value in every column that a room seals by itself, sealed as that room does. */
export async function insertSmallValues(tx: Tx, vault: Vault): Promise<void> {
  const seal = (context: Parameters<Vault['sealState']>[0]) =>
    vault.sealState(context, Buffer.from(secretIn(context.what)));
  const org = 'default';
  await tx
    .insertInto('operators')
    .values({
      ...{ id: PERSON, org, email: 'anna@example.com', name: 'Anna', role: 'owner', status: 'active' },
      ...{ password_hash: 'not a hash', totp_sealed: seal(STORED_CONTEXTS.totp(PERSON)), totp_step: 0 },
      created_at: 1,
    })
    .execute();
  await tx
    .insertInto('oidc_settings')
    .values({
      ...{ org, document: '{}', secret_sealed: seal(STORED_CONTEXTS.companySecret) },
      ...{ changed_at: 1, changed_by: PERSON },
    })
    .execute();
  await tx
    .insertInto('channels')
    .values({
      ...{ id: CHANNEL, org, name: 'ops', enabled: 1, settings: '{}', route: '{}', detail: 'minimal' },
      ...{ secret_sealed: seal(STORED_CONTEXTS.channel(CHANNEL)), created_at: 1, created_by: PERSON },
    })
    .execute();
  await tx
    .insertInto('push_subscriptions')
    .values({
      ...{ id: BROWSER, org, operator_id: PERSON, sign_in_id: 'sgn_1', endpoint_sha256: '0'.repeat(64) },
      ...{ sealed: seal(STORED_CONTEXTS.pushSubscription(BROWSER)), label: 'phone', created_at: 1 },
    })
    .execute();
  await tx
    .insertInto('audit_signer')
    .values({ verifier: 'log+00000000+fake', sealed: seal(STORED_CONTEXTS.auditSigner), created_at: 1 })
    .execute();
}

/** Names of the values that do not open, or are not what was sealed. */
export async function smallProblems(read: Reader, vault: Vault): Promise<string[]> {
  const person = await read.selectFrom('operators').select('totp_sealed as sealed').executeTakeFirst();
  const company = await read.selectFrom('oidc_settings').select('secret_sealed as sealed').executeTakeFirst();
  const channel = await read.selectFrom('channels').select('secret_sealed as sealed').executeTakeFirst();
  const browser = await read.selectFrom('push_subscriptions').select('sealed').executeTakeFirst();
  const signer = await read.selectFrom('audit_signer').select('sealed').executeTakeFirst();
  const values = [
    { context: STORED_CONTEXTS.totp(PERSON), row: person },
    { context: STORED_CONTEXTS.companySecret, row: company },
    { context: STORED_CONTEXTS.channel(CHANNEL), row: channel },
    { context: STORED_CONTEXTS.pushSubscription(BROWSER), row: browser },
    { context: STORED_CONTEXTS.auditSigner, row: signer },
  ];
  return values.flatMap(({ context, row }) => {
    const opened = row?.sealed ? vault.openState(context, row.sealed).toString() : 'nothing';
    return opened === secretIn(context.what) ? [] : [context.what];
  });
}
