import type { JsonValue } from '../json/value.ts';

/** One piece of a service's answer. */
export type ReplyPart =
  | { readonly kind: 'json'; readonly value: JsonValue }
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'binary'; readonly mime: string; readonly bytes: Uint8Array }
  | { readonly kind: 'link'; readonly uri: string; readonly mime: string | null };

/** A service's answer as plain data, whole, at most 10 MiB, credential already scrubbed. */
export interface Reply {
  /** HTTP status, or 200 for an MCP result */
  readonly status: number;
  /** lower-case names, allow-listed */
  readonly headers: readonly (readonly [string, string])[];
  readonly parts: readonly ReplyPart[];
  /** the service said that the operation failed */
  readonly is_error: boolean;
}
