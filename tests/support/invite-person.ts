import assert from 'node:assert/strict';
import type { Role } from '@agentport/contract';
import { fromBase32, totpCode, totpStep } from '../../packages/gateway/src/operators/index.ts';
import type { TestGateway } from './gateway.ts';

export const PASSWORD = 'plainly a test phrase';

export interface Reply {
  readonly status: number;
  readonly text: string;
  // biome-ignore lint/suspicious/noExplicitAny: whatever the route answers
  readonly body: any;
  readonly cookie: string | null;
}

/** One request as anybody may send it. */
export async function sendTo(
  url: string,
  method: string,
  path: string,
  headers: Record<string, string>,
  body?: unknown,
): Promise<Reply> {
  const answer = await fetch(`${url}${path}`, {
    method,
    headers: { ...headers, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
    body: body === undefined ? null : JSON.stringify(body),
  });
  const text = await answer.text();
  const cookie = answer.headers.getSetCookie().find((line) => line.startsWith('agentport_sign_in='));
  const json = answer.headers.get('content-type')?.includes('json') ?? false;
  return {
    status: answer.status,
    text,
    body: json ? JSON.parse(text) : null,
    cookie: cookie?.split(';')[0] ?? null,
  };
}

/** Somebody who came in by an invitation, over HTTP, with a recent second factor. */
export async function invitePerson(gateway: TestGateway, role: Role, email: string) {
  const send = (method: string, path: string, headers: Record<string, string>, body?: unknown) =>
    sendTo(gateway.url, method, path, headers, body);
  const invited = await gateway.operator.send('POST', '/api/v1/invitations', { email, role });
  assert.equal(invited.status, 201, invited.text);
  const token = new URL(invited.body.link).hash.slice(1);
  const origin = { origin: new URL(invited.body.link).origin };
  const guest = { token, name: email.split('@')[0], password: PASSWORD };
  const begun = await send('POST', '/api/v1/invitations/begin', origin, guest);
  const { enrolment, totp_secret } = begun.body;
  const code = totpCode(fromBase32(totp_secret), totpStep(gateway.running.gateway.ports.clock.now()));
  const done = await send('POST', '/api/v1/invitations/confirm', origin, { token, enrolment, code });
  assert.equal(done.status, 200, done.text);
  const headers = {
    ...origin,
    cookie: done.cookie ?? '',
    'x-agentport-csrf': done.body.me.csrf_token as string,
  };
  return {
    id: done.body.me.person.id as string,
    send: (method: string, path: string, body?: unknown) => send(method, path, headers, body),
    async approve(id: string): Promise<Reply> {
      const { action_sha256, display_sha256 } = (await send('GET', `/api/v1/approvals/${id}`, headers)).body;
      const body = { action_sha256, display_sha256 };
      return send('POST', `/api/v1/approvals/${id}/approve`, headers, body);
    },
  };
}
