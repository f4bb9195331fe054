import { Fault } from '../kernel/fault.ts';
import type { Tx } from '../storage/index.ts';
import type { AccountChange } from '../storage/schema/notifications.ts';
import { requireRecentProof } from './account/recent-proof.ts';
import { placeOf } from './address.ts';
import { accessReport, type From } from './events.ts';
import { lockFactors, signsInByCode } from './factors.ts';
import { isNewBrowser } from './known-browser.ts';
import { readName } from './name.ts';
import type { Parts } from './parts.ts';
import { type AssertionOffer, offerAssertion, type PasskeyAnswer, withPasskey } from './passkey-assertion.ts';
import {
  checkRegistration,
  keepPasskey,
  type NewPasskey,
  offerRegistration,
  type RegistrationOffer,
} from './passkey-registration.ts';
import { deletePasskeyRow, type PasskeyRow, passkeysOf, renamePasskeyRow } from './passkey-store.ts';
import {
  ABSOLUTE_MS,
  IDLE_MS,
  type OpenedSignIn,
  openSignIn,
  rotateSignIn,
  type SignedIn,
  STEP_UP_MS,
} from './sign-ins.ts';
import { activeOperator } from './store.ts';

/** of one person: phone, laptop, two keys in a drawer, and some more */
const PASSKEYS_MAX = 20;

/** One passkey, as its person sees it. Times are ms UTC. */
export interface Passkey {
  readonly id: string;
  readonly name: string;
  readonly synced: boolean;
  readonly createdAt: number;
  readonly usedAt: number | null;
}

/** What one signature approves: this approval, as this person saw it, by this sign-in. */
export interface ToApprove {
  readonly approvalId: string;
  readonly actionSha256: string;
  readonly displaySha256: string;
}

export interface Passkeys {
  offerSignIn(): Promise<AssertionOffer>;
  signIn(answer: PasskeyAnswer, from: From): Promise<OpenedSignIn>;
  offerStepUp(current: SignedIn): Promise<AssertionOffer>;
  stepUp(current: SignedIn, answer: PasskeyAnswer, from: From): Promise<OpenedSignIn>;
  offerApproval(current: SignedIn, what: ToApprove): Promise<AssertionOffer>;
  /** @returns id of the passkey that signed */
  confirmApproval(current: SignedIn, what: ToApprove, answer: PasskeyAnswer, from: From): Promise<string>;
  list(current: SignedIn): Promise<Passkey[]>;
  offerAnother(current: SignedIn): Promise<RegistrationOffer>;
  add(current: SignedIn, input: NewPasskey, from: From): Promise<Passkey>;
  rename(current: SignedIn, id: string, name: string, from: From): Promise<Passkey>;
  remove(current: SignedIn, id: string, from: From): Promise<void>;
}

/** Passkeys of people. A passkey verifies the person, so it is both factors: signing in by one is a step-up too. */
export function createPasskeys(parts: Parts): Passkeys {
  const { db, org } = parts;
  const known = (current: SignedIn) => passkeysOf(db.read, org, current.person.id);
  return {
    offerSignIn: () => offerAssertion(parts, { purpose: 'sign_in' }, []),
    signIn: (answer, from) => signInWithPasskey(parts, answer, from),
    offerStepUp: async (current) =>
      offerAssertion(parts, forStepUp(current), await oneAtLeast(known(current))),
    stepUp: (current, answer, from) =>
      withPasskey(parts, {
        ...{ answer, from, bound: forStepUp(current), ...owner(current) },
        act: async (tx, passkey) => {
          if (!(await activeOperator(tx, org, current.person.id))) return null;
          const rotated = await rotateSignIn(parts, tx, current);
          const details = { sign_in: rotated.signInId, second_factor: 'passkey', passkey: passkey.id };
          const report = accessReport('sign_in.stepped_up', current.person.id, from, details);
          await parts.audit.append(tx, report);
          return rotated;
        },
      }),
    offerApproval: async (current, what) =>
      offerAssertion(parts, forApproval(current, what), await oneAtLeast(known(current))),
    confirmApproval: (current, what, answer, from) =>
      withPasskey(parts, {
        ...{ answer, from, bound: forApproval(current, what), ...owner(current) },
        act: async (tx, passkey) =>
          (await activeOperator(tx, org, current.person.id)) === null ? null : passkey.id,
      }),
    list: async (current) => (await known(current)).map(present),
    offerAnother: async (current) => {
      await requireRecentProof(parts, current);
      return offerRegistration(parts, forAnother(current), current.person, await known(current));
    },
    add: (current, input, from) => addPasskey(parts, current, input, from),
    rename: (current, id, name, from) => renamePasskey(parts, current, id, readName(name), from),
    remove: (current, id, from) => removePasskey(parts, current, id, from),
  };
}

const owner = ({ person }: SignedIn) => ({ operatorId: person.id, subject: `passkey:${person.id}` as const });

const forStepUp = ({ signInId }: SignedIn) => ({ purpose: 'step_up', sign_in: signInId });
const forAnother = ({ signInId }: SignedIn) => ({ purpose: 'register', sign_in: signInId });
const forApproval = ({ signInId }: SignedIn, what: ToApprove) => ({
  purpose: 'approve',
  sign_in: signInId,
  approval: what.approvalId,
  action_sha256: what.actionSha256,
  display_sha256: what.displaySha256,
});

async function signInWithPasskey(parts: Parts, answer: PasskeyAnswer, from: From): Promise<OpenedSignIn> {
  return withPasskey(parts, {
    ...{ answer, from, bound: { purpose: 'sign_in' }, operatorId: null },
    subject: `passkey:${placeOf(from.address)}`,
    act: async (tx, passkey) => {
      const operator = await activeOperator(tx, parts.org, passkey.operator_id);
      if (operator === null) return null;
      const lifetime = { idleMs: IDLE_MS, absoluteMs: ABSOLUTE_MS, stepUpMs: STEP_UP_MS };
      const opened = await openSignIn(parts, tx, operator, from, lifetime);
      const details = {
        ...{ sign_in: opened.signInId, second_factor: 'passkey', passkey: passkey.id },
        new_browser: isNewBrowser(parts, from, operator.email),
      };
      await parts.audit.append(tx, accessReport('sign_in.started', operator.id, from, details));
      return opened;
    },
  });
}

async function addPasskey(parts: Parts, current: SignedIn, input: NewPasskey, from: From): Promise<Passkey> {
  await requireRecentProof(parts, current);
  const checked = await checkRegistration(parts, forAnother(current), input);
  return parts.db.unit(async (tx) => {
    const had = await held(parts, tx, current);
    if (had.length >= PASSKEYS_MAX) {
      throw new Fault(
        'invalid_request',
        `You have ${PASSKEYS_MAX} passkeys. Remove one that you no longer use.`,
      );
    }
    const passkey = await keepPasskey(parts, tx, checked, current.person.id);
    await log(parts, tx, 'passkey_added', current, passkey, from);
    return present(passkey);
  });
}

async function renamePasskey(
  parts: Parts,
  current: SignedIn,
  id: string,
  name: string,
  from: From,
): Promise<Passkey> {
  return parts.db.unit(async (tx) => {
    const passkey = own(await held(parts, tx, current), id);
    await renamePasskeyRow(tx, { org: parts.org, operatorId: current.person.id, id }, name);
    await log(parts, tx, 'passkey_renamed', current, passkey, from);
    return present({ ...passkey, name });
  });
}

/**
 * Nobody takes away the last thing they sign in by.
 * @throws {Fault} last_factor, not_found
 */
async function removePasskey(parts: Parts, current: SignedIn, id: string, from: From): Promise<void> {
  await parts.db.unit(async (tx) => {
    const operator = await lockFactors(tx, parts.org, current.person.id);
    const had = await passkeysOf(tx, parts.org, operator.id);
    const passkey = own(had, id);
    if (had.length === 1 && !signsInByCode(operator)) {
      throw new Fault(
        'last_factor',
        'This is the only passkey you sign in by. Add another one first, then remove this one.',
      );
    }
    await deletePasskeyRow(tx, parts.org, id);
    await log(parts, tx, 'passkey_removed', current, passkey, from);
  });
}

/** The person's passkeys, in a unit in which nobody else changes them. */
async function held(parts: Parts, tx: Tx, { person }: SignedIn): Promise<PasskeyRow[]> {
  await lockFactors(tx, parts.org, person.id);
  return passkeysOf(tx, parts.org, person.id);
}

function own(rows: readonly PasskeyRow[], id: string): PasskeyRow {
  const row = rows.find((passkey) => passkey.id === id);
  if (row) return row;
  throw new Fault('not_found', 'You have no such passkey.');
}

async function oneAtLeast(rows: Promise<PasskeyRow[]>): Promise<PasskeyRow[]> {
  const found = await rows;
  if (found.length > 0) return found;
  throw new Fault(
    'passkey_unavailable',
    'You have no passkey here yet. Use a code, or add a passkey under You.',
  );
}

/** An entry in the log, and a message to the person: whoever did not do it themselves hears of it elsewhere. */
async function log(
  parts: Parts,
  tx: Tx,
  what: Extract<AccountChange, `passkey_${string}`>,
  { person }: SignedIn,
  passkey: PasskeyRow,
  from: From,
): Promise<void> {
  const details = { passkey: passkey.id, synced: passkey.synced === 1 };
  await parts.audit.append(tx, accessReport(`operator.${what}`, person.id, from, details));
  await parts.telling.accountChanged(tx, { operatorId: person.id, what, at: parts.clock.now() });
}

function present(row: PasskeyRow): Passkey {
  const { id, name, synced, created_at, used_at } = row;
  return { id, name, synced: synced === 1, createdAt: created_at, usedAt: used_at };
}
