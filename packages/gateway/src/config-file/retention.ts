import type { PolicyChange } from '@agentport/engine';
import type { RetentionSettings } from '../retention/index.ts';
import type { ConfigFile } from './schema.ts';

const HOUR_MS = 3_600_000;
const UNITS = { h: HOUR_MS, d: 24 * HOUR_MS } as const;
const NAMES = ['results', 'payloads', 'sign_ins'] as const;

/** How long the file says content is kept. */
export function retentionOf({ retention }: ConfigFile): RetentionSettings {
  return {
    results: msOf(retention.results),
    payloads: msOf(retention.payloads),
    sign_ins: msOf(retention.sign_ins),
  };
}

/**
 * A shorter time erases what cannot be brought back, and with it what would show what an agent did: it waits for a person.
 * A longer one applies at once.
 */
export function retentionChanges(old: RetentionSettings, next: RetentionSettings): PolicyChange[] {
  return NAMES.flatMap((name): PolicyChange[] => {
    if (old[name] === next[name]) return [];
    const kind = next[name] < old[name] ? 'loosening' : 'tightening';
    const what = `${name.replace('_', '-')} are kept for ${next[name] / HOUR_MS} hours.`;
    return [{ kind, what, path: `/retention/${name}` }];
  });
}

export function longestRetention(a: RetentionSettings, b: RetentionSettings): RetentionSettings {
  return {
    results: Math.max(a.results, b.results),
    payloads: Math.max(a.payloads, b.payloads),
    sign_ins: Math.max(a.sign_ins, b.sign_ins),
  };
}

/** `24h`, `90d`; the schema has let nothing else through. */
function msOf(text: string): number {
  const unit = text.endsWith('h') ? UNITS.h : UNITS.d;
  return Number(text.slice(0, -1)) * unit;
}
