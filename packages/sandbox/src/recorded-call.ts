export type Credential = 'right' | 'wrong' | 'missing';

/** One row of a recorder's log. It never holds the credential, whatever place it came in. */
export interface RecordedCall {
  /** RFC 3339, when the call arrived. */
  readonly at: string;
  readonly service: string;
  readonly method: string;
  readonly path: string;
  readonly query: string;
  readonly content_type: string | null;
  readonly idempotency_key: string | null;
  /** JSON as a value, a form as a flat record, anything else as text; null when there was none. */
  body: unknown;
  body_bytes: number;
  readonly credential: Credential;
  status: number | null;
}

export function withoutCredential(text: string, credential: string): string {
  return text
    .replaceAll(credential, '[credential]')
    .replaceAll(encodeURIComponent(credential), '[credential]');
}
