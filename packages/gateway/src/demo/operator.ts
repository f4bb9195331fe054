import { ROUTES } from '@agentport/contract';
import { createClient, type Transport } from '@agentport/contract/client';
import { request } from 'undici';
import { fromBase32, totpCode, totpStep } from '../operators/index.ts';
import type { Running } from '../serving/index.ts';

/** The person of the demo. Everything about it is made up at every start. */
export interface DemoOperator {
  readonly email: string;
  readonly password: string;
  readonly totpSecret: string;
  readonly signInToken: string;
  readonly csrfToken: string;
}

export async function createDemoOperator(running: Running): Promise<DemoOperator> {
  const { gateway } = running;
  const email = 'demo@example.com';
  const password = gateway.ports.random.bytes(12).toString('base64url');
  const made = await gateway.operators.bootstrap({ email, name: 'Demo operator', password });
  return {
    email,
    password,
    totpSecret: made.totpSecret,
    signInToken: made.signIn.token,
    csrfToken: made.signIn.csrfToken,
  };
}

/** Answers every question over the operator API, as a person's browser would. */
export function approveAll(
  running: Running,
  operator: DemoOperator,
  print: (line: string) => void,
): { stop(): void } {
  const call = createClient(ROUTES, operatorTransport(running.url, operator));
  const approve = async (id: string) => {
    const { action_sha256, display_sha256, title } = await call('readApproval', { params: { id } });
    print(
      `operator: approves "${title.map((segment) => (segment.t === 'text' ? segment.v : '?')).join('')}"`,
    );
    await call('approve', { params: { id }, body: { action_sha256, display_sha256 } });
  };
  const stop = running.gateway.approvals.onChange(({ approvalId, state }) => {
    if (approvalId === null || state !== 'pending') return;
    approve(approvalId).catch((error: unknown) => print(`operator: failed, ${String(error)}`));
  });
  return { stop };
}

/** Prints the operator's second factor each time it changes, in place of an authenticator app. */
export function showCodes(
  running: Running,
  operator: DemoOperator,
  print: (line: string) => void,
): { stop(): void } {
  const { clock } = running.gateway.ports;
  const secret = fromBase32(operator.totpSecret);
  let cancel: () => void = () => undefined;
  const next = () => {
    const now = clock.now();
    print(`  code     ${totpCode(secret, totpStep(now))}`);
    cancel = clock.after(30_000 - (now % 30_000), next);
  };
  next();
  return { stop: () => cancel() };
}

function operatorTransport(url: string, operator: DemoOperator): Transport {
  return async ({ method, target, body }) => {
    const answer = await request(`${url}${target}`, {
      method: method as 'GET' | 'POST',
      headers: {
        cookie: `agentport_sign_in=${operator.signInToken}`,
        'x-agentport-csrf': operator.csrfToken,
        origin: url,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      body: body === undefined ? null : JSON.stringify(body),
    });
    return { status: answer.statusCode, body: await answer.body.json() };
  };
}
