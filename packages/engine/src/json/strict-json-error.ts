/** What the strict parser refuses, one code each. */
export type StrictJsonCode =
  | 'too_large'
  | 'invalid_utf8'
  | 'byte_order_mark'
  | 'lone_surrogate'
  | 'syntax'
  | 'trailing_content'
  | 'too_deep'
  | 'duplicate_key'
  | 'forbidden_key'
  | 'control_character'
  | 'number_unsafe'
  | 'number_inexact'
  | 'negative_zero';

/** A document the strict parser refuses. The message says what to change and never repeats a value. */
export class StrictJsonError extends Error {
  readonly code: StrictJsonCode;
  /** position in the text in UTF-16 code units; 0 when there is no text to point into */
  readonly offset: number;
  /** JSON Pointer (RFC 6901) of the value being read, '' for the whole document */
  readonly path: string;

  constructor(code: StrictJsonCode, message: string, offset: number, path: string) {
    super(message);
    this.name = 'StrictJsonError';
    this.code = code;
    this.offset = offset;
    this.path = path;
  }
}
