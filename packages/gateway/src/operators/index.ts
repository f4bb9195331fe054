export { placeOf } from './address.ts';
export type { AuditLog, From } from './events.ts';
export { KNOWN_BROWSER_MS } from './known-browser.ts';
export { createOperators, type Operators, type OperatorsOptions } from './operators.ts';
export type { Sealer } from './parts.ts';
export { createPasswords, type Passwords } from './password.ts';
export type { SecondFactor } from './second-factor.ts';
export { csrfMatches, type OpenedSignIn, type Person, type SignedIn } from './sign-ins.ts';
export { fromBase32, totpCode, totpStep } from './totp.ts';
