import type { Me } from '@agentport/contract';
import type { FastifyReply } from 'fastify';
import type { SignedIn } from '../../operators/index.ts';
import { setCookie, setKnownBrowserCookie } from './cookie.ts';
import type { OperatorApiDeps } from './deps.ts';
import { rfc3339 } from './time.ts';

const COOKIE_SECONDS = 7 * 24 * 3600;

type Deps = Pick<OperatorApiDeps, 'clock' | 'operators' | 'publicUrl'>;

/** Who is signed in, as pages and command lines are told. */
export async function presentMe(deps: Deps, signedIn: SignedIn): Promise<Me> {
  const { passkeys, totp } = await deps.operators.factorsOf(signedIn.person.id);
  return {
    person: signedIn.person,
    csrf_token: signedIn.csrfToken,
    step_up_until: signedIn.stepUpUntil > deps.clock.now() ? rfc3339(signedIn.stepUpUntil) : null,
    sign_in_id: signedIn.signInId,
    second_factors: [...(passkeys > 0 ? (['passkey'] as const) : []), ...(totp ? (['totp'] as const) : [])],
  };
}

/** Hands a browser the cookie of its sign-in. */
export function handCookie(deps: Deps, reply: FastifyReply, token: string): void {
  reply.header('set-cookie', setCookie(deps.publicUrl(), token, COOKIE_SECONDS));
}

/** As `handCookie`, and the browser is known from now on. */
export function handSignIn(deps: Deps, reply: FastifyReply, opened: SignedIn & { token: string }): void {
  handCookie(deps, reply, opened.token);
  const known = deps.operators.knownBrowser(opened.person);
  reply.header('set-cookie', setKnownBrowserCookie(deps.publicUrl(), known));
}
