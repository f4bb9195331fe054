import { invalid } from './errors.ts';
import type { Params } from './params.ts';

/** Merges `metadata` as Stripe does: a key sent with an empty value is removed. */
export function mergeMetadata(params: Params, before: Readonly<Record<string, string>> = {}) {
  const merged: Record<string, string> = { ...before };
  for (const [key, value] of Object.entries(params.record('metadata') ?? {})) {
    if (typeof value !== 'string')
      throw invalid('Metadata values must be strings.', 'parameter_invalid', 'metadata');
    if (key.length > 40 || value.length > 500) {
      throw invalid('Metadata keys have at most 40 characters, values 500.', 'parameter_invalid', 'metadata');
    }
    if (value === '') delete merged[key];
    else merged[key] = value;
  }
  return merged;
}
