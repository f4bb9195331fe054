import { fromBase32, totpCode, totpStep } from '../../packages/gateway/src/operators/index.ts';
import type { Running } from '../../packages/gateway/src/serving/index.ts';

const PASSWORD = 'a long enough bench password';
const EMAIL = 'bench@example.com';

/** The first person, signed in as a browser would be. @returns the cookie of the sign-in, `name=value` */
export async function signInPerson({ gateway, url }: Running): Promise<string> {
  const { totpSecret } = await gateway.operators.bootstrap({
    email: EMAIL,
    name: 'Bench',
    password: PASSWORD,
  });
  const code = totpCode(fromBase32(totpSecret), totpStep(Date.now()));
  const answer = await fetch(`${url}/api/v1/sign-ins`, {
    method: 'POST',
    headers: { origin: url, 'content-type': 'application/json' },
    body: JSON.stringify({ email: EMAIL, password: PASSWORD, code }),
  });
  if (answer.status !== 200) throw new Error(`the sign-in was answered ${answer.status}`);
  return answer.headers.getSetCookie()[0]?.split(';')[0] ?? '';
}
