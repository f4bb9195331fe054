import { createHash } from 'node:crypto';
import { canonical, type JsonObject, parseStrict } from '@agentport/engine';
import type { Tx } from '../storage/index.ts';
import type { Parts } from './parts.ts';

/** ms */
export const TICKET_MS = 2 * 60_000;

/** What a challenge is for. Everything in it must be the same again when the answer comes. */
export type Bound = JsonObject & { readonly purpose: string };

export interface OpenTicket {
  /** base64url, as a browser gives it back */
  readonly challenge: string;
  readonly sha256: string;
  readonly expiresAt: number;
}

/**
 * A challenge and the sealed note of what it is for. Asking for one stores nothing, so that nobody can fill the
 * database by asking; what was answered is remembered instead. The challenge is a digest over what it is for: a
 * signature given for one action is a signature for no other.
 */
export function issueTicket(
  parts: Parts,
  bound: Bound,
  ms = TICKET_MS,
): { ticket: string; challenge: Buffer } {
  const note: Note = { nonce: parts.random.bytes(32).toString('hex'), expires_at: parts.clock.now() + ms };
  const sealed = parts.sealer.sealState(contextOf(bound), Buffer.from(JSON.stringify(note)));
  return { ticket: Buffer.from(sealed).toString('base64url'), challenge: challengeOf(bound, note) };
}

/** Null when the ticket is for something else, is not ours, or ran out. */
export function openTicket(parts: Parts, bound: Bound, text: string): OpenTicket | null {
  if (text.length > 4_000) return null;
  try {
    const opened = parts.sealer.openState(contextOf(bound), Buffer.from(text, 'base64url'));
    const note = parseStrict(opened) as unknown as Note;
    if (note.expires_at <= parts.clock.now()) return null;
    const challenge = challengeOf(bound, note);
    const sha256 = createHash('sha256').update(challenge).digest('hex');
    return { challenge: challenge.toString('base64url'), sha256, expiresAt: note.expires_at };
  } catch {
    return null;
  }
}

/** Uses a ticket up, inside the caller's unit; false when it was used before. */
export async function spendTicket(
  parts: Parts,
  tx: Tx,
  { sha256, expiresAt }: Pick<OpenTicket, 'sha256' | 'expiresAt'>,
): Promise<boolean> {
  const { org, clock } = parts;
  await tx.deleteFrom('spent_proofs').where('org', '=', org).where('expires_at', '<=', clock.now()).execute();
  const result = await tx
    .insertInto('spent_proofs')
    .values({ org, sha256, expires_at: expiresAt })
    .onConflict((conflict) => conflict.columns(['org', 'sha256']).doNothing())
    .executeTakeFirst();
  return result.numInsertedOrUpdatedRows === 1n;
}

interface Note {
  readonly nonce: string;
  readonly expires_at: number;
}

function contextOf(bound: Bound): JsonObject & { what: string } {
  return { what: 'challenge', bound };
}

function challengeOf(bound: Bound, note: Note): Buffer {
  const text = `agentport/challenge/v1\0${canonical({ bound, nonce: note.nonce })}`;
  return createHash('sha256').update(text, 'utf8').digest();
}
