/**
 * Times several ways side by side, each once a round, every round in another order: whatever slows the machine slows
 * them alike. The median forgets the round that was interrupted.
 * @returns ms by the name of the way
 */
export async function timeSideBySide(
  ways: Readonly<Record<string, () => Promise<unknown>>>,
  rounds: number,
): Promise<Readonly<Record<string, number>>> {
  const names = Object.keys(ways);
  const times = new Map<string, number[]>(names.map((name) => [name, []]));
  for (let round = -1; round < rounds; round++) {
    for (const name of inOrder(names, round)) {
      const begun = performance.now();
      await ways[name]?.();
      if (round >= 0) times.get(name)?.push(performance.now() - begun); // the first is for compilers and caches
    }
  }
  return Object.fromEntries([...times].map(([name, all]) => [name, median(all)]));
}

/** The slowest way's time in terms of the fastest one's. */
export function spread(medians: Readonly<Record<string, number>>): number {
  const all = Object.values(medians);
  return Math.max(...all) / Math.min(...all);
}

function inOrder(names: readonly string[], round: number): string[] {
  const from = Math.abs(round) % names.length;
  const turned = [...names.slice(from), ...names.slice(0, from)];
  return round % 2 === 0 ? turned : turned.reverse();
}

function median(times: readonly number[]): number {
  const sorted = times.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}
