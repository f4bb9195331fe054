import type { Tx } from '../storage/index.ts';
import { beginAuthenticator, confirmAuthenticator, type NewAuthenticator } from './account/authenticator.ts';
import { removeAuthenticator } from './account/remove-authenticator.ts';
import { renewRecoveryCodes } from './account/renew-recovery-codes.ts';
import { type Attempts, createAttempts } from './attempts.ts';
import { type Bootstrapped, bootstrap } from './bootstrap.ts';
import type { Enrolment } from './enrolment.ts';
import { accessReport, type From } from './events.ts';
import { type Factors, factorsOf } from './factors.ts';
import { createInvitations, type Invitations } from './invitations/invitations.ts';
import { sealKnownBrowser } from './known-browser.ts';
import { type CompanySignIn, createCompanySignIn } from './oidc/company-sign-in.ts';
import type { Parts } from './parts.ts';
import type { NewPasskey } from './passkey-registration.ts';
import {
  beginPasskeySetup,
  confirmPasskeySetup,
  type PasskeySetupInput,
  type PasskeySetupOffer,
} from './passkey-setup.ts';
import { createPasskeys, type Passkeys } from './passkeys.ts';
import { createPasswords } from './password.ts';
import { changePassword } from './people/change-password.ts';
import { createPeople, type People } from './people/people.ts';
import { createSignIns, type SignIns } from './people/sign-ins.ts';
import { recover } from './recover.ts';
import type { SecondFactor } from './second-factor.ts';
import { beginSetup, confirmSetup, createSetupLink, type SetupInput } from './setup.ts';
import { confirmOnce, type SignInInput, signIn, stepUp } from './sign-in.ts';
import {
  ABSOLUTE_MS,
  authenticateSignIn,
  IDLE_MS,
  isSignInAlive,
  type OpenedSignIn,
  openSignIn,
  type Person,
  type SignedIn,
} from './sign-ins.ts';
import { activeOperator, anyOperator, updateSignIn } from './store.ts';
import { createTeams, type Teams } from './teams/teams.ts';
import { createOperatorTokens, type OperatorTokens } from './tokens/tokens.ts';

/** People: who they are, and that it is they. */
export interface Operators {
  /** true until the first person exists */
  setupNeeded(): Promise<boolean>;
  /** replaces every earlier link; null once a person exists */
  createSetupLink(): Promise<{ token: string; expiresAt: number } | null>;
  beginSetup(input: SetupInput, from: From): Promise<Enrolment>;
  confirmSetup(
    input: { token: string; enrolment: string; code: string },
    from: From,
  ): Promise<{ signIn: OpenedSignIn; recoveryCodes: string[] }>;
  beginPasskeySetup(input: PasskeySetupInput, from: From): Promise<PasskeySetupOffer>;
  confirmPasskeySetup(
    input: NewPasskey & { token: string; enrolment: string },
    from: From,
  ): Promise<{ signIn: OpenedSignIn; recoveryCodes: string[] }>;
  bootstrap(input: { email: string; name: string | null; password: string }): Promise<Bootstrapped>;
  signIn(input: SignInInput, from: From): Promise<OpenedSignIn>;
  /** by e-mail and a recovery code, for a person without a password whose passkeys are lost */
  recover(input: { email: string; code: string }, from: From): Promise<OpenedSignIn>;
  readonly passkeys: Passkeys;
  readonly company: CompanySignIn;
  /** by what a person can prove that it is they */
  factorsOf(operatorId: string): Promise<Factors>;
  /** for the browser that just signed in; see known-browser.ts */
  knownBrowser(person: Person): string;
  authenticate(token: string | null): Promise<SignedIn | null>;
  /** whether a sign-in still counts, without prolonging it */
  isAlive(signInId: string): Promise<boolean>;
  stepUp(current: SignedIn, code: string, from: From): Promise<OpenedSignIn>;
  /**
   * Whether the second factor of the last minutes counts for one decision. Not for people with a passkey: they sign
   * for each action, so that a stolen cookie approves nothing (T40).
   */
  provedRecently(current: SignedIn): Promise<boolean>;
  confirmOnce(current: SignedIn, code: string, from: From): Promise<SecondFactor>;
  signOut(current: SignedIn, from: From): Promise<void>;
  /** a sign-in for a person who let a command line in; without a recent second factor. Null when the person is gone */
  openFor(tx: Tx, operatorId: string, from: From): Promise<OpenedSignIn | null>;
  /** slows guessing of anything short that a signed-in person types, apart from second factors */
  readonly guesses: Pick<Attempts, 'begin' | 'succeeded'>;
  /** calls back with the id of a sign-in a person has ended; returns how to stop listening */
  onSignOut(listener: (signInId: string) => void): () => void;
  readonly people: People;
  readonly signIns: SignIns;
  readonly invitations: Invitations;
  readonly teams: Teams;
  readonly tokens: OperatorTokens;
  /** the person's other sign-ins end; throws as change-password.ts says */
  changePassword(current: SignedIn, input: { current: string; password: string }, from: From): Promise<void>;
  /** a first authenticator app, or another one; throw as authenticator.ts says */
  beginAuthenticator(current: SignedIn): Promise<NewAuthenticator>;
  confirmAuthenticator(
    current: SignedIn,
    input: { enrolment: string; code: string },
    from: From,
  ): Promise<void>;
  /** never the last second factor; throws as remove-authenticator.ts says */
  removeAuthenticator(current: SignedIn, from: From): Promise<void>;
  /** the codes before open nothing any more */
  renewRecoveryCodes(current: SignedIn, from: From): Promise<string[]>;
}

export type OperatorsOptions = Omit<Parts, 'passwords' | 'attempts'> & {
  readonly passwords?: Parts['passwords'] | undefined;
};

export function createOperators(options: OperatorsOptions): Operators {
  const { db, clock, org, random } = options;
  const parts: Parts = {
    ...options,
    passwords: options.passwords ?? createPasswords(random),
    attempts: createAttempts({ db, clock, org }),
  };
  const listeners = new Set<(signInId: string) => void>();
  const announceEnd = (signInIds: readonly string[]) => {
    for (const id of signInIds) for (const listener of [...listeners]) listener(id);
  };
  return {
    setupNeeded: async () => !(await anyOperator(db.read, org)),
    createSetupLink: () => createSetupLink(parts),
    beginSetup: (input, from) => beginSetup(parts, input, from),
    confirmSetup: (input, from) => confirmSetup(parts, input, from),
    beginPasskeySetup: (input, from) => beginPasskeySetup(parts, input, from),
    confirmPasskeySetup: (input, from) => confirmPasskeySetup(parts, input, from),
    recover: (input, from) => recover(parts, input, from),
    passkeys: createPasskeys(parts),
    company: createCompanySignIn(parts, announceEnd),
    factorsOf: (operatorId) => factorsOf(parts, operatorId),
    bootstrap: (input) => bootstrap(parts, input),
    signIn: (input, from) => signIn(parts, input, from),
    knownBrowser: (person) => sealKnownBrowser(parts, person.email),
    authenticate: (token) => authenticateSignIn(parts, token),
    isAlive: (signInId) => isSignInAlive(parts, signInId),
    stepUp: (current, code, from) => stepUp(parts, current, code, from),
    provedRecently: async (current) =>
      current.stepUpUntil > clock.now() && (await factorsOf(parts, current.person.id)).passkeys === 0,
    confirmOnce: (current, code, from) => confirmOnce(parts, current, code, from),
    async signOut(current, from) {
      await db.unit(async (tx) => {
        const key = { id: current.signInId, tokenSha256: current.tokenSha256 };
        await updateSignIn(tx, key, { ended_at: clock.now() });
        const report = accessReport('sign_in.ended', current.person.id, from, { sign_in: current.signInId });
        await parts.audit.append(tx, report);
      });
      announceEnd([current.signInId]);
    },
    async openFor(tx, operatorId, from) {
      const operator = await activeOperator(tx, org, operatorId);
      if (operator === null) return null;
      const lifetime = { idleMs: IDLE_MS, absoluteMs: ABSOLUTE_MS, stepUpMs: 0 };
      const opened = await openSignIn(parts, tx, operator, from, lifetime);
      const details = { sign_in: opened.signInId, by: 'pairing' };
      await parts.audit.append(tx, accessReport('sign_in.started', operator.id, from, details));
      return opened;
    },
    guesses: parts.attempts,
    people: createPeople(parts, announceEnd),
    signIns: createSignIns(parts, announceEnd),
    invitations: createInvitations(parts),
    teams: createTeams(parts),
    tokens: createOperatorTokens(parts),
    changePassword: (current, input, from) => changePassword(parts, announceEnd, current, input, from),
    beginAuthenticator: (current) => beginAuthenticator(parts, current),
    confirmAuthenticator: (current, input, from) =>
      confirmAuthenticator(parts, announceEnd, current, input, from),
    removeAuthenticator: (current, from) => removeAuthenticator(parts, announceEnd, current, from),
    renewRecoveryCodes: (current, from) => renewRecoveryCodes(parts, current, from),
    onSignOut(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
