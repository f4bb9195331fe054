import type { Role } from '@agentport/contract';
import { Fault } from '../../kernel/fault.ts';
import { STORED_CONTEXTS } from '../../storage/index.ts';
import { accessReport, type From } from '../events.ts';
import type { Parts } from '../parts.ts';

/** How people sign in by their company's provider (OpenID Connect). */
export interface ProviderSettings {
  /** exactly as the provider's own documents spell it */
  readonly issuer: string;
  readonly clientId: string;
  /** what the button says after "Continue with" */
  readonly label: string;
  readonly scopes: readonly string[];
  /** the claim that lists groups */
  readonly groupsClaim: string;
  /** roles by group; the strongest of a person's counts. Empty: roles are given here by hand */
  readonly roles: readonly { readonly group: string; readonly role: Role }[];
  /** e-mail domains that may sign in; empty: every one the provider vouches for */
  readonly domains: readonly string[];
  /** whether a person who was never here becomes one at the first sign-in; takes a role by group */
  readonly provision: boolean;
  /** `acr` or `amr` values by which the provider vouches for a second factor; empty: it never counts as one */
  readonly secondFactor: readonly string[];
}

/** Null while there is none. */
export async function readProvider(
  { db, org }: Parts,
  reader: Parts['db']['read'] = db.read,
): Promise<ProviderSettings | null> {
  const row = await settingsRow(reader, org);
  return row ? (JSON.parse(row.document) as ProviderSettings) : null;
}

/** The client secret, opened; null for a public client. */
export async function readClientSecret({ db, org, sealer }: Parts): Promise<string | null> {
  const row = await settingsRow(db.read, org);
  if (!row?.secret_sealed) return null;
  return Buffer.from(sealer.openState(STORED_CONTEXTS.companySecret, row.secret_sealed)).toString('utf8');
}

/**
 * @param secret undefined keeps the one there is, as long as issuer and client stay: a secret is for the one it was
 *   given for
 * @throws {Fault} invalid_request
 */
export async function writeProvider(
  parts: Parts,
  wanted: ProviderSettings,
  secret: string | undefined,
  by: { actor: string; from: From },
): Promise<void> {
  checkIssuer(wanted.issuer);
  if (wanted.provision && wanted.roles.length === 0) {
    throw new Fault(
      'invalid_request',
      'People can only be let in by themselves when groups say with which role. Name at least one group.',
    );
  }
  await parts.db.unit(async (tx) => {
    const before = await settingsRow(tx, parts.org);
    const old = before && (JSON.parse(before.document) as ProviderSettings);
    const same = old?.issuer === wanted.issuer && old.clientId === wanted.clientId;
    const sealed = secret ? parts.sealer.sealState(STORED_CONTEXTS.companySecret, Buffer.from(secret)) : null;
    const row = {
      document: JSON.stringify(wanted),
      secret_sealed: sealed ?? (same ? (before?.secret_sealed ?? null) : null),
      changed_at: parts.clock.now(),
      changed_by: by.actor,
    };
    await tx
      .insertInto('oidc_settings')
      .values({ org: parts.org, ...row })
      .onConflict((conflict) => conflict.column('org').doUpdateSet(row))
      .execute();
    const { issuer, clientId, provision, domains, roles, secondFactor } = wanted;
    const details = {
      issuer,
      client: clientId,
      provision,
      domains: [...domains],
      roles: roles.map(({ group, role }) => ({ group, role })),
      second_factor: [...secondFactor],
    };
    await parts.audit.append(tx, accessReport('sign_in.provider_changed', by.actor, by.from, details));
  });
}

export async function removeProvider(parts: Parts, by: { actor: string; from: From }): Promise<void> {
  await parts.db.unit(async (tx) => {
    await tx.deleteFrom('oidc_settings').where('org', '=', parts.org).execute();
    const details = { issuer: null };
    await parts.audit.append(tx, accessReport('sign_in.provider_changed', by.actor, by.from, details));
  });
}

function settingsRow(db: Parts['db']['read'], org: string) {
  return db.selectFrom('oidc_settings').selectAll().where('org', '=', org).executeTakeFirst();
}

/** Over plain HTTP anybody on the way could sign in as anybody. */
export function checkIssuer(issuer: string): void {
  const url = URL.canParse(issuer) ? new URL(issuer) : null;
  const local = url !== null && ['localhost', '127.0.0.1', '[::1]'].includes(url.hostname);
  if (url?.protocol === 'https:' || (url?.protocol === 'http:' && local)) return;
  throw new Fault(
    'invalid_request',
    'Give the issuer as the provider documents it, such as https://login.example.com.',
    {
      details: { path: '/issuer', expected: 'an https address' },
    },
  );
}
