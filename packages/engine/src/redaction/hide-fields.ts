import type { JsonValue } from '../json/value.ts';

/** What stands where a value was hidden. */
export const HIDDEN = '[hidden]';

/** A value with its fields hidden, and how many were. */
export interface HiddenFields {
  readonly value: JsonValue;
  readonly hidden: number;
}

/**
 * Replaces every field a path names by `[hidden]`. A path is steps joined by dots: a key or an array index,
 * `*` for any one of them, `**` for any number of levels, none too (`data.*.card.number`, `**.client_secret`).
 * The rest of the value is untouched; the input is never changed.
 */
export function hideFields(value: JsonValue, paths: readonly string[]): HiddenFields {
  const walk: Walk = { hidden: 0 };
  const start = paths.flatMap(reachable).filter((steps) => steps !== '');
  return { value: start.length === 0 ? value : hide(value, start, walk), hidden: walk.hidden };
}

interface Walk {
  hidden: number;
}

/** The steps of a path still ahead, joined by dots. */
type Ahead = string;

function hide(value: JsonValue, ahead: readonly Ahead[], walk: Walk): JsonValue {
  if (value === null || typeof value !== 'object') return value;
  if (Array.isArray(value)) {
    return value.map((item: JsonValue, index) => hideMember(String(index), item, ahead, walk));
  }
  const members = Object.entries(value).map(([key, member]) => [key, hideMember(key, member, ahead, walk)]);
  return Object.fromEntries(members);
}

function hideMember(key: string, member: JsonValue, ahead: readonly Ahead[], walk: Walk): JsonValue {
  // A set, so that `**` under `**` does not multiply the paths at every level.
  const inside = new Set(ahead.flatMap((steps) => stepInto(steps, key)));
  if (inside.has('')) {
    walk.hidden += 1;
    return HIDDEN;
  }
  return inside.size === 0 ? member : hide(member, [...inside], walk);
}

/** What remains of a path below a key: nothing when it leads elsewhere, '' when the key is its end. */
function stepInto(steps: Ahead, key: string): readonly Ahead[] {
  const { first, rest } = split(steps);
  if (first === '**') return reachable(steps);
  if (first !== '*' && first !== key) return [];
  return rest === '' ? [''] : reachable(rest);
}

/**
 * `**` may stand for no level at all, so what follows it is reachable at once. A last `**` names the
 * field itself and so everything in it.
 */
function reachable(steps: Ahead): readonly Ahead[] {
  const { first, rest } = split(steps);
  if (first !== '**') return [steps];
  return rest === '' ? ['', steps] : [steps, ...reachable(rest)];
}

function split(steps: Ahead): { first: string; rest: Ahead } {
  const dot = steps.indexOf('.');
  return dot < 0 ? { first: steps, rest: '' } : { first: steps.slice(0, dot), rest: steps.slice(dot + 1) };
}
