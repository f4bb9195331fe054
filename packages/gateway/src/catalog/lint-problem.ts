/** Something wrong with a manifest: where, what, and what to do about it. */
export interface LintProblem {
  /** keys from the top of the manifest */
  readonly path: readonly (string | number)[];
  /** an error keeps the integration from loading; a warning only fails the linter */
  readonly severity: 'error' | 'warning';
  readonly message: string;
}
