import type { Transport } from '@agentport/contract/client';
import { markLost, markReached } from './reach.ts';
import { observeDateHeader } from './server-clock.ts';

/** No answer came. Whether the gateway did what was asked is not known. */
export class ConnectionLost extends Error {
  constructor(cause: unknown) {
    super('The gateway did not answer. Check that it runs and that you are connected, then try again.', {
      cause,
    });
    this.name = 'ConnectionLost';
  }
}

/**
 * Same-origin JSON over fetch. A change carries the token of the sign-in, which another site cannot read.
 * @throws {ConnectionLost} when no answer comes
 */
export function browserTransport(csrfToken: () => string | null): Transport {
  return async ({ method, target, body }) => {
    const headers: Record<string, string> = { accept: 'application/json' };
    if (body !== undefined) headers['content-type'] = 'application/json';
    const token = method === 'GET' ? null : csrfToken();
    if (token !== null) headers['x-agentport-csrf'] = token;
    const init: RequestInit = { method, headers, credentials: 'same-origin', redirect: 'error' };
    if (body !== undefined) init.body = JSON.stringify(body);
    const response = await send(target, init);
    observeDateHeader(response.headers.get('date'));
    return { status: response.status, body: await json(response) };
  };
}

async function send(target: string, init: RequestInit): Promise<Response> {
  try {
    const response = await fetch(target, init);
    markReached();
    return response;
  } catch (cause) {
    markLost();
    throw new ConnectionLost(cause);
  }
}

async function json(response: Response): Promise<unknown> {
  const text = await response.text();
  if (text === '') return {};
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
