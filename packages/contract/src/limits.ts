/**
 * What a limit of a connection may be, wherever it is said: `[least, most]`. No place at all would be a stop, and nobody
 * waits longer than ten minutes for a service.
 */
export const CONNECTION_LIMIT_RANGES = {
  /** exchanges with the service at one time */
  concurrent_calls: [1, 256],
  /** of a whole exchange, ms */
  deadline_ms: [1_000, 600_000],
} as const;
