import { canonical, type JsonObject } from '@agentport/engine';
import { Fault } from '../kernel/fault.ts';
import type { AuditKind } from './kinds.ts';

/** The person who answered, and how well they were known at that moment. */
export interface AuditApprover {
  readonly operator: string;
  readonly sign_in: string;
  readonly address: string | null;
  readonly second_factor: 'passkey' | 'totp' | 'recovery_code' | 'recent' | 'none';
  /** which passkey confirmed this one decision */
  readonly passkey?: string | null;
}

/** Salted digests of content that is kept elsewhere under a key that can be erased. */
export interface AuditCommitments {
  readonly args?: string | null;
  readonly display?: string | null;
  readonly result?: string | null;
}

/**
 * What a room reports. It names, counts and digests; arguments, pages and results stay out of the log, so that they
 * can be erased without breaking it. Members that do not apply are left out or null.
 */
export interface AuditReport {
  readonly kind: AuditKind;
  /** `agt_…`, `opr_…`, `local-administrator` or `system:<purpose>`: who made this happen */
  readonly actor: string;
  /** `default` when absent */
  readonly org?: string | null;
  readonly agent?: string | null;
  readonly token_id?: string | null;
  readonly session?: string | null;
  readonly connection?: string | null;
  readonly operation?: string | null;
  readonly call?: string | null;
  readonly approval?: string | null;
  readonly permit?: string | null;
  readonly action_sha256?: string | null;
  readonly intent_sha256?: string | null;
  readonly effect?: 'allow' | 'ask' | 'deny' | null;
  /** codes of reasons */
  readonly reasons?: readonly string[] | null;
  readonly outcome?: string | null;
  /** what the service answered, as a number */
  readonly status?: number | null;
  readonly requester_address?: string | null;
  readonly approver?: AuditApprover | null;
  readonly display_sha256?: string | null;
  readonly commitments?: AuditCommitments | null;
  readonly policy_version?: number | null;
  /** small and public */
  readonly details?: JsonObject | null;
}

/** One entry as it is written: the report, its id and its time. */
export interface AuditEvent extends AuditReport {
  readonly v: 1;
  readonly id: string;
  readonly org: string;
  /** ms UTC, database time */
  readonly at: number;
}

/** An entry that grew past this carries content, which does not belong into the log. */
const ENTRY_BYTES_MAX = 16 * 1024;
const NOT_PRINTABLE_ASCII = /[^\x20-\x7e]/g;

/**
 * The bytes of an entry: canonical JSON (RFC 8785) in which everything outside printable ASCII is a \u escape. One
 * entry is therefore one line for every reader, and no terminal, editor or log collector finds a control sequence, a
 * line separator or a change of writing direction in it.
 */
export function encodeEntry(event: AuditEvent): Buffer {
  const text = canonical(withoutNulls(event)).replace(NOT_PRINTABLE_ASCII, escaped);
  if (text.length > ENTRY_BYTES_MAX) {
    throw new Fault(
      'internal',
      `An audit entry of kind ${event.kind} is larger than ${ENTRY_BYTES_MAX} bytes.`,
    );
  }
  return Buffer.from(text, 'ascii');
}

/** Reads an entry back for people. Verification never does this: it hashes the bytes as they are. */
export function decodeEntry(bytes: Uint8Array): AuditEvent {
  return JSON.parse(
    Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8'),
  ) as AuditEvent;
}

function withoutNulls(event: AuditEvent): Record<string, unknown> {
  const present: Record<string, unknown> = {};
  for (const [name, member] of Object.entries(event)) {
    if (member !== null && member !== undefined) present[name] = member;
  }
  return present;
}

function escaped(unit: string): string {
  return `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
