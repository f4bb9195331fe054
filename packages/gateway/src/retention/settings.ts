/** How long content is kept, ms. What the log says about it is kept for good. */
export interface RetentionSettings {
  /** results, collected or not; nobody gets one that is older than 24 hours */
  readonly results: number;
  /** arguments and what people saw, by whole UTC days */
  readonly payloads: number;
  /** sign-ins and tokens that have ended */
  readonly sign_ins: number;
}

const DAY_MS = 86_400_000;

export const DEFAULT_RETENTION: RetentionSettings = {
  results: DAY_MS,
  payloads: 90 * DAY_MS,
  sign_ins: 30 * DAY_MS,
};
