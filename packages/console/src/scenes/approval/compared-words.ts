import type { ApprovalDetail } from '@agentport/contract';

export type Comparison = ApprovalDetail['compared']['values'][number];

/** Against what a value is unusual, as a sentence; a text's usual value follows it. */
export function unusualWords(comparison: Comparison): string {
  if (comparison.kind === 'number') return numberWords(comparison);
  if (comparison.kind === 'text') {
    return `None of the last ${comparison.of} approved had this. ${comparison.usually} had`;
  }
  const last = `the last ${comparison.of} approved`;
  return comparison.kind === 'given' ? `None of ${last} gave a value here.` : `All of ${last} gave it.`;
}

function numberWords(comparison: Extract<Comparison, { kind: 'number' }>): string {
  const { times, middle } = comparison;
  const last = `the last ${comparison.earlier.length} approved`;
  if (times !== null && times >= 2) return `${timesWords(times)} the middle of ${last} (${middle}).`;
  return `Outside ${last} (${rangeWords(comparison)}).`;
}

/** Quiet words under a value that is as usual, or null. */
export function usualWords(comparison: Comparison): string | null {
  if (comparison.unusual) return null;
  if (comparison.kind === 'text') return `As in ${comparison.same} of the last ${comparison.of} approved`;
  if (comparison.kind !== 'number') return null;
  return `The last ${comparison.earlier.length} approved: ${rangeWords(comparison)}`;
}

export function rangeWords({ lowest, highest }: { lowest: string; highest: string }): string {
  return lowest === highest ? `all ${lowest}` : `${lowest} to ${highest}`;
}

function timesWords(times: number): string {
  const rounded = times < 10 ? Math.round(times * 10) / 10 : Math.round(times);
  return `${rounded.toLocaleString('en')} times`;
}
