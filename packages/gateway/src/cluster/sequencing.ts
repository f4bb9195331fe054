import type { Sequencing } from '../audit/index.ts';
import type { Cluster } from './cluster.ts';

/** The duty of giving entries their place, as the log wants it. */
export function sequencingOf(cluster: Cluster): Sequencing {
  return {
    take: () => cluster.take('sequencer'),
    hold: (tx) => cluster.hold(tx, 'sequencer'),
    give: () => cluster.give('sequencer'),
  };
}
