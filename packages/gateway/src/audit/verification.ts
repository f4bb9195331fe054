/** What can be wrong with a log. Append-only, as the exit codes are. */
export type ProblemCode = 'modified' | 'missing' | 'rolled_back' | 'forked' | 'bad_signature' | 'unreadable';

export interface Problem {
  readonly code: ProblemCode;
  /** the first entry concerned, as far as it can be told */
  readonly index: number | null;
  /** for people: what was found, and where */
  readonly message: string;
}

export interface Verification {
  readonly ok: boolean;
  /** entries that were read and found right */
  readonly size: number;
  /** hex root over those entries */
  readonly root: string;
  /** false where no key was given: a log without its key proves order, not origin */
  readonly signaturesChecked: boolean;
  readonly witnessChecked: boolean;
  /** entries that wait for their place in the log, looked at too */
  readonly waiting: number;
  readonly problem?: Problem;
}

/** Exit codes of `agentport audit verify`. */
export const EXIT_CODES: Readonly<Record<ProblemCode | 'ok', number>> = {
  ok: 0,
  modified: 2,
  missing: 3,
  rolled_back: 4,
  forked: 5,
  bad_signature: 6,
  unreadable: 7,
};

export function exitCode({ problem }: Verification): number {
  return EXIT_CODES[problem?.code ?? 'ok'];
}
