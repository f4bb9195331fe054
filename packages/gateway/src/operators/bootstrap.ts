import { createFirstOperator } from './create-operator.ts';
import { readEmail } from './email.ts';
import { accessReport } from './events.ts';
import { readName } from './name.ts';
import type { Parts } from './parts.ts';
import { checkNewPassword } from './password-rules.ts';
import { type OpenedSignIn, openSignIn } from './sign-ins.ts';
import { base32, TOTP_SECRET_BYTES } from './totp.ts';

/** long enough to script a first set-up, and never prolonged */
const SCRIPT_MS = 15 * 60_000;

export interface Bootstrapped {
  readonly signIn: OpenedSignIn;
  /** base32, for an authenticator app */
  readonly totpSecret: string;
  readonly recoveryCodes: readonly string[];
}

/**
 * Creates the first person without a browser, for whoever can read the data directory anyway. Returns a stepped-up
 * sign-in of fifteen minutes for scripting the rest.
 * @throws {Fault} already_set_up, invalid_request
 */
export async function bootstrap(
  parts: Parts,
  input: { email: string; name: string | null; password: string },
): Promise<Bootstrapped> {
  const email = readEmail(input.email);
  const name = readName(input.name ?? email.slice(0, email.indexOf('@')));
  checkNewPassword(input.password, email);
  const passwordHash = await parts.passwords.hash(input.password);
  const totpSecret = parts.random.bytes(TOTP_SECRET_BYTES);
  const from = { address: null, userAgent: 'agentport bootstrap' };
  return parts.db.unit(async (tx) => {
    const operator = { email, name, passwordHash, totpSecret, totpStep: 0 };
    const by = { actor: 'local-administrator', from };
    const created = await createFirstOperator(parts, tx, operator, by);
    const lifetime = { idleMs: SCRIPT_MS, absoluteMs: SCRIPT_MS, stepUpMs: SCRIPT_MS };
    const signIn = await openSignIn(parts, tx, created.operator, from, lifetime);
    const details = { operator: created.operator.id, sign_in: signIn.signInId, second_factor: 'none' };
    await parts.audit.append(tx, accessReport('sign_in.started', 'local-administrator', from, details));
    return { signIn, totpSecret: base32(totpSecret), recoveryCodes: created.recoveryCodes };
  });
}
