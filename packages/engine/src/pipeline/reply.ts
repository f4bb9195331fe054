import type { JsonValue } from '../json/value.ts';

/** One piece of a service's answer. */
export type ReplyPart =
  | { readonly kind: 'json'; readonly value: JsonValue }
  | { readonly kind: 'text'; readonly text: string; readonly resource?: EmbeddedResource }
  | {
      readonly kind: 'binary';
      readonly mime: string;
      readonly bytes: Uint8Array;
      /** set where it came as an embedded MCP resource, which has a name of its own */
      readonly uri?: string;
    }
  | { readonly kind: 'link'; readonly uri: string; readonly mime: string | null };

/** Name and type of a text that came as an embedded MCP resource. */
export interface EmbeddedResource {
  readonly uri: string;
  readonly mime: string | null;
}

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
