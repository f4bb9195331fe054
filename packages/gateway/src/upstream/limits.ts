/** A whole answer, unpacked. */
export const BODY_BYTES_MAX = 10 * 1024 * 1024;
/** Largest unpacked : packed ratio of an answer. */
export const RATIO_MAX = 100;
/** A whole exchange, from connecting to the last byte. */
export const TIMEOUT_MS = 30_000;
export const CONNECT_TIMEOUT_MS = 10_000;
