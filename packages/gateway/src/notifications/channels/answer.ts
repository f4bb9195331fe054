import { type JsonObject, type JsonValue, parseStrict } from '@agentport/engine';
import type { HttpAnswer } from '../../upstream/index.ts';
import type { Sent } from '../notifier.ts';

/** How an HTTP peer took a message. Only what may get better is tried again. */
export function sentOf(answer: HttpAnswer, now: number): Sent {
  if (answer.kind === 'not_sent') {
    const forGood = answer.code === 'destination_refused' || answer.code === 'request_refused';
    return { kind: forGood ? 'refused' : 'failed', code: answer.code, status: null };
  }
  if (answer.kind === 'interrupted') return { kind: 'failed', code: answer.code, status: null };
  const { status } = answer;
  if (answer.redirect) return { kind: 'refused', code: 'redirected', status };
  if (status >= 200 && status < 300) return { kind: 'accepted', status };
  if (status === 404 || status === 410) return { kind: 'gone', status };
  if (status !== 408 && status !== 425 && status !== 429 && status < 500) {
    return { kind: 'refused', code: 'peer_refused', status };
  }
  const afterMs = retryAfter(answer.headers.find(([name]) => name === 'retry-after')?.[1], now);
  return { kind: 'failed', code: status === 429 ? 'rate_limited' : 'peer_failed', status, ...afterMs };
}

/** RFC 9110 §10.2.3: seconds or a date. */
function retryAfter(value: string | undefined, now: number): { afterMs?: number } {
  if (value === undefined) return {};
  if (/^[0-9]{1,6}$/.test(value)) return { afterMs: Number(value) * 1_000 };
  const at = Date.parse(value);
  return Number.isNaN(at) ? {} : { afterMs: Math.max(0, at - now) };
}

/** What a peer says in JSON; null where it says nothing that can be read. */
export function bodyOf(answer: HttpAnswer): JsonObject | null {
  if (answer.kind !== 'answered') return null;
  try {
    const body = parseStrict(answer.bytes);
    return isObject(body) ? body : null;
  } catch {
    return null;
  }
}

function isObject(value: JsonValue): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
