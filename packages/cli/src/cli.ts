import type { Output } from './output/output.ts';
import type { Surroundings } from './surroundings.ts';

/** 0 done · 1 error or denied · 2 a person must answer first */
export type ExitCode = 0 | 1 | 2;

/** What every command gets. */
export interface Cli {
  readonly around: Surroundings;
  readonly out: Output;
  /** makes an action of a command: its exit code is the process's; only `run` hands on that of another program */
  act<A extends unknown[]>(work: (...args: A) => Promise<number>): (...args: A) => Promise<void>;
}
