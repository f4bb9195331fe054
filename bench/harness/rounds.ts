import type { Measured } from './load.ts';

/** Rounds of one comparison, so that a slow moment of the machine falls on all of them alike. */
export const ROUNDS = 5;

export type Medians = Pick<Measured, 'perSecond' | 'p50' | 'p99'>;

/** Measures the candidates in turn, A B A B …, and takes the median of each figure. */
export async function interleaved<Name extends string>(
  candidates: Readonly<Record<Name, () => Promise<Measured>>>,
  rounds: number = ROUNDS,
): Promise<Record<Name, Medians>> {
  const names = Object.keys(candidates) as Name[];
  const all = new Map<Name, Measured[]>(names.map((name) => [name, []]));
  for (let round = 0; round < rounds; round++) {
    for (const name of names) all.get(name)?.push(await candidates[name]());
  }
  return Object.fromEntries([...all].map(([name, measured]) => [name, mediansOf(measured)])) as Record<
    Name,
    Medians
  >;
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((left, right) => left - right);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}

function mediansOf(measured: readonly Measured[]): Medians {
  return {
    perSecond: median(measured.map(({ perSecond }) => perSecond)),
    p50: median(measured.map(({ p50 }) => p50)),
    p99: median(measured.map(({ p99 }) => p99)),
  };
}
