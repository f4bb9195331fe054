import type { RouteBody } from '@agentport/contract';
import type { Passkey, PasskeyAnswer } from '../../operators/index.ts';
import type { OperatorApiDeps } from './deps.ts';
import { personOf, type SomeHandlers } from './handler.ts';
import { handCookie, handSignIn, presentMe } from './present-me.ts';
import { rfc3339, rfc3339OrNull } from './time.ts';

type Routes =
  | 'beginPasskeySetup'
  | 'confirmPasskeySetup'
  | 'offerPasskeySignIn'
  | 'signInByPasskey'
  | 'recover'
  | 'offerPasskeyStepUp'
  | 'stepUpByPasskey'
  | 'readFactors'
  | 'offerPasskey'
  | 'addPasskey'
  | 'renamePasskey'
  | 'removePasskey'
  | 'offerPasskeyApproval'
  | 'beginAuthenticator'
  | 'confirmAuthenticator'
  | 'removeAuthenticator'
  | 'renewRecoveryCodes';

export function passkeyHandlers(deps: OperatorApiDeps): SomeHandlers<Routes> {
  const { operators } = deps;
  const { passkeys } = operators;
  return {
    beginPasskeySetup: async ({ body, from }) => offered(await operators.beginPasskeySetup(body, from)),

    async confirmPasskeySetup({ body, from, reply }) {
      const credential = body.credential as never;
      const { signIn, recoveryCodes } = await operators.confirmPasskeySetup({ ...body, credential }, from);
      handSignIn(deps, reply, signIn);
      return { me: await presentMe(deps, signIn), recovery_codes: recoveryCodes };
    },

    offerPasskeySignIn: async () => offered(await passkeys.offerSignIn()),

    async signInByPasskey({ body, from, reply }) {
      const opened = await passkeys.signIn(answerOf(body), from);
      handSignIn(deps, reply, opened);
      return presentMe(deps, opened);
    },

    async recover({ body, from, reply }) {
      const opened = await operators.recover(body, from);
      handSignIn(deps, reply, opened);
      return presentMe(deps, opened);
    },

    offerPasskeyStepUp: async ({ who }) => offered(await passkeys.offerStepUp(personOf(who))),

    async stepUpByPasskey({ body, who, from, reply }) {
      const rotated = await passkeys.stepUp(personOf(who), answerOf(body), from);
      handCookie(deps, reply, rotated.token);
      return presentMe(deps, rotated);
    },

    async readFactors({ who }) {
      const signedIn = personOf(who);
      const { password, totp, recoveryCodes } = await operators.factorsOf(signedIn.person.id);
      const list = await passkeys.list(signedIn);
      const links = await operators.company.links(signedIn.person.id);
      const company = links.map(({ issuer, connectedAt, usedAt }) => ({
        ...{ issuer, connected_at: rfc3339(connectedAt), used_at: rfc3339OrNull(usedAt) },
      }));
      return { password, totp, passkeys: list.map(present), recovery_codes: recoveryCodes, company };
    },

    async beginAuthenticator({ who }) {
      const { enrolment, totpSecret, totpUri } = await operators.beginAuthenticator(personOf(who));
      return { enrolment, totp_secret: totpSecret, totp_uri: totpUri };
    },

    async confirmAuthenticator({ body, who, from }) {
      await operators.confirmAuthenticator(personOf(who), body, from);
      return {};
    },

    async removeAuthenticator({ who, from }) {
      await operators.removeAuthenticator(personOf(who), from);
      return {};
    },

    renewRecoveryCodes: async ({ who, from }) => ({
      recovery_codes: await operators.renewRecoveryCodes(personOf(who), from),
    }),

    offerPasskey: async ({ who }) => offered(await passkeys.offerAnother(personOf(who))),

    addPasskey: async ({ body, who, from }) =>
      present(await passkeys.add(personOf(who), { ...body, credential: body.credential as never }, from)),

    renamePasskey: async ({ params, body, who, from }) =>
      present(await passkeys.rename(personOf(who), params.id, body.name, from)),

    async removePasskey({ params, who, from }) {
      await passkeys.remove(personOf(who), params.id, from);
      return {};
    },

    async offerPasskeyApproval({ params, body, who }) {
      const what = {
        approvalId: params.id,
        actionSha256: body.action_sha256,
        displaySha256: body.display_sha256,
      };
      return offered(await passkeys.offerApproval(personOf(who), what));
    },
  };
}

/** The contract checked its form; the library checks what it says. */
export function answerOf(body: RouteBody<'signInByPasskey'>): PasskeyAnswer {
  return { ticket: body.ticket, credential: body.credential as PasskeyAnswer['credential'] };
}

function offered<T extends { readonly options: object }>(offer: T) {
  return { ...offer, options: { ...offer.options } as Record<string, unknown> };
}

function present(passkey: Passkey) {
  const { id, name, synced, createdAt, usedAt } = passkey;
  return { id, name, synced, created_at: rfc3339(createdAt), used_at: rfc3339OrNull(usedAt) };
}
