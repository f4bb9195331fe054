import type { AccountEventWire } from '@agentport/contract';
import type { Audit, AuditEvent, AuditKind, StoredEntry } from '../audit/index.ts';

type AccountEventKind = AccountEventWire['what'];

/** Something that happened to a person's own account. */
export interface AccountEvent {
  /** of its entry in the log */
  readonly index: number;
  /** ms UTC */
  readonly at: number;
  readonly what: AccountEventKind;
  /** who did it, when it was not the person */
  readonly by: string | null;
  readonly address: string | null;
  /** the sign-in it began or happened in, where the entry names one */
  readonly signIn: string | null;
}

/** Entries looked at for each kind: other people's stand between, and nobody's page reads a whole log. */
const LOOK_MAX = 600;
const PAGE = 200;

/** What people do to their own account: they are the actor. */
const BY_SELF: Partial<Record<AuditKind, (event: AuditEvent) => AccountEventKind | null>> = {
  'sign_in.started': startedWords,
  'sign_in.stepped_up': ({ details }) => (usedRecoveryCode(details) ? 'recovery_code_used' : null),
  'operator.password_changed': () => 'password_changed',
  'operator.totp_changed': () => 'authenticator_changed',
  'operator.totp_removed': () => 'authenticator_removed',
  'operator.recovery_codes_changed': () => 'recovery_codes_changed',
  'operator.passkey_added': () => 'passkey_added',
  'operator.passkey_renamed': () => 'passkey_renamed',
  'operator.passkey_removed': () => 'passkey_removed',
  'operator.linked': () => 'company_connected',
  'operator.unlinked': () => 'company_disconnected',
};
/** What is done to an account: the details name the person. */
const BY_OTHERS: Partial<Record<AuditKind, AccountEventKind>> = {
  'operator.changed': 'role_changed',
  'operator.suspended': 'suspended',
  'operator.restored': 'restored',
};
const KINDS = [...Object.keys(BY_SELF), ...Object.keys(BY_OTHERS)] as AuditKind[];

/** The newest things that happened to one person's account, newest first: by the index of kinds, a bounded stretch of each. */
export async function aboutPerson(
  audit: Pick<Audit, 'list'>,
  org: string,
  operatorId: string,
  limit: number,
): Promise<AccountEvent[]> {
  const found = await Promise.all(KINDS.map((kind) => newestOf(audit, { org, kind, operatorId, limit })));
  return found
    .flat()
    .toSorted((a, b) => b.index - a.index)
    .slice(0, limit);
}

interface Wanted {
  readonly org: string;
  readonly kind: AuditKind;
  readonly operatorId: string;
  readonly limit: number;
}

async function newestOf(
  audit: Pick<Audit, 'list'>,
  { org, kind, operatorId, limit }: Wanted,
): Promise<AccountEvent[]> {
  const events: AccountEvent[] = [];
  let cursor: number | null | undefined;
  for (let looked = 0; looked < LOOK_MAX && events.length < limit && cursor !== null; looked += PAGE) {
    const page = await audit.list({ org, kind, limit: PAGE, ...(cursor === undefined ? {} : { cursor }) });
    events.push(...page.items.flatMap((entry) => eventOf(entry, operatorId) ?? []));
    cursor = page.next;
  }
  return events;
}

function eventOf({ index, event }: StoredEntry, operatorId: string): AccountEvent | null {
  const { kind, actor, at, details, requester_address: address = null } = event;
  const byOthers = BY_OTHERS[kind];
  const what = byOthers ?? (actor === operatorId ? (BY_SELF[kind]?.(event) ?? null) : null);
  if (what === null || (byOthers && details?.operator !== operatorId)) return null;
  const signIn = typeof details?.sign_in === 'string' ? details.sign_in : null;
  return { index, at, what, by: actor === operatorId ? null : actor, address, signIn };
}

function startedWords({ details }: AuditEvent): AccountEventKind | null {
  if (usedRecoveryCode(details)) return 'recovery_code_used';
  if (details?.by === 'pairing') return 'command_line';
  return details?.new_browser === true ? 'new_browser' : null;
}

function usedRecoveryCode(details: AuditEvent['details']): boolean {
  return details?.by === 'recovery_code' || details?.second_factor === 'recovery_code';
}
