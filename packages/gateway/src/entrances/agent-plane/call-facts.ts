import type { Refused } from '@agentport/engine';
import type { CallRequest } from '../../pipeline/request.ts';
import { refused } from './refused.ts';

/** What a call brings along beside its arguments. */
export type CallFacts = Pick<CallRequest, 'session' | 'idempotencyKey' | 'note'>;

type Headers = Readonly<Record<string, string | string[] | undefined>>;

const SESSION = /^[A-Za-z0-9._:-]{1,128}$/;
const KEY = /^[\x21-\x7e]{1,255}$/;
const NOTE_LENGTH_MAX = 2000;

/** Reads `AgentPort-Session`, `Idempotency-Key` and `AgentPort-Note`. */
export function factsFromHeaders(headers: Headers): CallFacts | Refused {
  const note = decodeNote(headers['agentport-note']);
  if (note === null) {
    return refused(
      'invalid_request',
      'AgentPort-Note is not percent-encoded UTF-8. Encode it as encodeURIComponent does, "%" as "%25".',
    );
  }
  return checked(headers['agentport-session'], headers['idempotency-key'], note, {
    session: 'AgentPort-Session',
    key: 'Idempotency-Key',
    note: 'AgentPort-Note',
  });
}

/** Reads the same from a tool call's `_meta`. */
export function factsFromMeta(meta: Readonly<Record<string, unknown>> | undefined): CallFacts | Refused {
  const names = {
    session: '_meta["agentport/session"]',
    key: '_meta["agentport/idempotency-key"]',
    note: '_meta["agentport/note"]',
  };
  return checked(
    meta?.['agentport/session'],
    meta?.['agentport/idempotency-key'],
    meta?.['agentport/note'],
    names,
  );
}

function checked(
  session: unknown,
  key: unknown,
  note: unknown,
  names: { session: string; key: string; note: string },
): CallFacts | Refused {
  if (!absentOr(session, (text) => SESSION.test(text))) {
    return refused('invalid_request', `${names.session} must be 1 to 128 of A-Z, a-z, 0-9 and "._:-".`);
  }
  if (!absentOr(key, (text) => KEY.test(text))) {
    return refused('invalid_request', `${names.key} must be 1 to 255 visible ASCII characters.`);
  }
  if (!absentOr(note, (text) => text.length <= NOTE_LENGTH_MAX)) {
    return refused('invalid_request', `${names.note} must be text of at most ${NOTE_LENGTH_MAX} characters.`);
  }
  return { session: session ?? null, idempotencyKey: key ?? null, note: note ? note : null };
}

function absentOr(value: unknown, fits: (text: string) => boolean): value is string | undefined {
  return value === undefined || (typeof value === 'string' && fits(value));
}

/**
 * Header values are ASCII, so a note travels percent-encoded (RFC 3986 §2.1) over UTF-8.
 * @returns null when it does not
 */
function decodeNote(header: string | string[] | undefined): string | undefined | null {
  if (header === undefined) return undefined;
  if (Array.isArray(header) || /[^\x20-\x7e]/.test(header)) return null;
  try {
    return decodeURIComponent(header);
  } catch {
    return null;
  }
}
