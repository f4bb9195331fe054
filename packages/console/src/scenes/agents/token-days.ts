/** How long a token may count; 0: without an end. */
export const DAYS = [
  [30, '30 days'],
  [90, '90 days'],
  [365, '1 year'],
  [0, 'Never'],
] as const;

export const DAYS_DEFAULT = 90;
