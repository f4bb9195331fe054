import type { SignedIn } from '../../operators/index.ts';
import { clearCookie } from './cookie.ts';
import type { OperatorApiDeps } from './deps.ts';
import { personOf, type SomeHandlers } from './handler.ts';
import { handCookie, handSignIn, presentMe } from './present-me.ts';
import { rfc3339 } from './time.ts';

type Routes =
  | 'setupState'
  | 'beginSetup'
  | 'confirmSetup'
  | 'signIn'
  | 'me'
  | 'stepUp'
  | 'signOut'
  | 'bootstrap';

export function peopleHandlers(deps: OperatorApiDeps): SomeHandlers<Routes> {
  const { operators } = deps;
  const present = (signedIn: SignedIn) => presentMe(deps, signedIn);

  return {
    setupState: async () => ({ needed: await operators.setupNeeded() }),

    async beginSetup({ body, from }) {
      const { enrolment, totpSecret, totpUri } = await operators.beginSetup(body, from);
      return { enrolment, totp_secret: totpSecret, totp_uri: totpUri };
    },

    async confirmSetup({ body, from, reply }) {
      const { signIn, recoveryCodes } = await operators.confirmSetup(body, from);
      handSignIn(deps, reply, signIn);
      return { me: await present(signIn), recovery_codes: recoveryCodes };
    },

    async signIn({ body, from, reply }) {
      const { knownBrowser = null } = from;
      const opened = await operators.signIn({ ...body, code: body.code ?? null, knownBrowser }, from);
      handSignIn(deps, reply, opened);
      return present(opened);
    },

    me: async ({ who }) => present(personOf(who)),

    async stepUp({ body, who, from, reply }) {
      const rotated = await operators.stepUp(personOf(who), body.code, from);
      handCookie(deps, reply, rotated.token);
      return present(rotated);
    },

    async signOut({ who, from, reply }) {
      await operators.signOut(personOf(who), from);
      reply.header('set-cookie', clearCookie(deps.publicUrl()));
      return {};
    },

    async bootstrap({ body }) {
      const made = await operators.bootstrap({ ...body, name: body.name ?? null });
      return {
        person: made.signIn.person,
        totp_secret: made.totpSecret,
        recovery_codes: [...made.recoveryCodes],
        sign_in_token: made.signIn.token,
        csrf_token: made.signIn.csrfToken,
        expires_at: rfc3339(made.signIn.expiresAt),
      };
    },
  };
}
