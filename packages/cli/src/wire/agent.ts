import type { Client } from '@agentport/contract';
import { Failure } from '../failure.ts';
import { agentToken, gatewayUrl } from '../settings.ts';
import type { Surroundings } from '../surroundings.ts';
import { clientThrough } from './client.ts';
import { type Answer, type Door, send } from './request.ts';

/** ms: a call itself may take its service's own time */
const CALL_TIMEOUT_MS = 330_000;

export interface CallRequest {
  readonly connection: string;
  readonly operation: string;
  /** JSON text, checked by the gateway alone: reading it here could hide what it really says */
  readonly args: string;
  readonly key: string | null;
  readonly session: string | null;
  readonly note: string | null;
}

/** The gateway as an agent sees it, with AGENTPORT_TOKEN. */
export interface AgentDoor {
  readonly client: Client;
  /** makes a call and does not wait for a person */
  call(request: CallRequest): Promise<Answer>;
}

/** @throws {Failure} unauthenticated without a token */
export function asAgent(around: Surroundings): AgentDoor {
  const token = agentToken(around);
  if (token === null) {
    throw new Failure(
      'unauthenticated',
      'Set AGENTPORT_TOKEN to your token. An operator makes one with "agentport agents create --name NAME".',
    );
  }
  if (!/^[\x21-\x7e]+$/.test(token)) {
    throw new Failure(
      'token_invalid',
      'AGENTPORT_TOKEN is not a token: it has characters that no token has.',
    );
  }
  const door: Door = { url: gatewayUrl(around) };
  const authorization = `Bearer ${token}`;
  return {
    client: clientThrough(door, () => ({ authorization })),
    call: ({ connection, operation, args, key, session, note }) =>
      send(door, {
        method: 'POST',
        target: `/${encodeURIComponent(connection)}/${encodeURIComponent(operation)}`,
        headers: {
          authorization,
          prefer: 'respond-async',
          ...(key === null ? {} : { 'idempotency-key': key }),
          ...(session === null ? {} : { 'agentport-session': session }),
          ...(note === null ? {} : { 'agentport-note': encodeURIComponent(note) }),
        },
        body: args,
        timeoutMs: CALL_TIMEOUT_MS,
      }),
  };
}
