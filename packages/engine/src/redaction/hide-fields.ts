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
  const { start } = planOf(paths);
  return { value: start === null ? value : hide(value, start, walk), hidden: walk.hidden };
}

interface Walk {
  hidden: number;
}

/** Unchanged parts are shared with the input: most replies hold nothing to hide. */
function hide(value: JsonValue, place: Place, walk: Walk): JsonValue {
  if (value === null || typeof value !== 'object') return value;
  if (Array.isArray(value)) return value.map((item, index) => hideMember(String(index), item, place, walk));
  const object = value as { readonly [key: string]: JsonValue };
  const changed = new Map<string, JsonValue>();
  for (const key of Object.keys(object)) {
    const member = object[key] as JsonValue;
    const shown = hideMember(key, member, place, walk);
    if (shown !== member) changed.set(key, shown);
  }
  if (changed.size === 0) return value;
  return Object.fromEntries(Object.entries(object).map(([key, member]) => [key, changed.get(key) ?? member]));
}

function hideMember(key: string, member: JsonValue, place: Place, walk: Walk): JsonValue {
  const inside = place.below(key);
  if (inside === null) return member;
  if (inside !== 'hide') return hide(member, inside, walk);
  walk.hidden += 1;
  return HIDDEN;
}

/** The steps of a path still ahead, joined by dots. */
type Ahead = string;

/** What to do with a member: hide it, look into it, or leave it as it is. */
type Below = 'hide' | Place | null;

/** Some place in a value, as far as the paths tell places apart: which of them are still ahead. */
class Place {
  readonly #plan: Plan;
  readonly #ahead: readonly Ahead[];
  readonly #below = new Map<string | null, Below>();

  constructor(plan: Plan, ahead: readonly Ahead[]) {
    this.#plan = plan;
    this.#ahead = ahead;
  }

  /** Every key that no path names leads to the same place, so what is remembered does not grow with the replies. */
  below(key: string): Below {
    const step = this.#plan.names.has(key) ? key : null;
    const known = this.#below.get(step);
    if (known !== undefined) return known;
    // A set, so that `**` under `**` does not multiply the paths at every level.
    const inside = new Set(this.#ahead.flatMap((steps) => stepInto(steps, step)));
    const below = inside.has('') ? 'hide' : this.#plan.place([...inside]);
    this.#below.set(step, below);
    return below;
  }
}

/** A list of paths, with the places met so far. */
class Plan {
  /** the keys that a path names */
  readonly names: ReadonlySet<string>;
  readonly start: Place | null;
  readonly #places = new Map<string, Place>();

  constructor(paths: readonly string[]) {
    this.names = new Set(paths.flatMap((path) => path.split('.')));
    this.start = this.place(paths.flatMap(reachable).filter((steps) => steps !== ''));
  }

  place(ahead: readonly Ahead[]): Place | null {
    if (ahead.length === 0) return null;
    const name = JSON.stringify(ahead.toSorted());
    const known = this.#places.get(name) ?? new Place(this, ahead);
    this.#places.set(name, known);
    return known;
  }

  /** Replies decide which places are met; paths full of `**` have many. */
  isFull(): boolean {
    return this.#places.size > PLACES_MAX;
  }
}

/** Lists of paths come from manifests and policies: few, and the same for every call of an operation. */
const PLANS_MAX = 200;
const PLACES_MAX = 200;
const plans = new Map<string, Plan>();

function planOf(paths: readonly string[]): Plan {
  const name = JSON.stringify(paths);
  const known = plans.get(name);
  if (known !== undefined && !known.isFull()) return known;
  const plan = new Plan(paths);
  const oldest = plans.keys().next();
  if (plans.size >= PLANS_MAX && !oldest.done) plans.delete(oldest.value);
  plans.set(name, plan);
  return plan;
}

/**
 * What remains of a path below a key: nothing when it leads elsewhere, '' when the key is its end.
 * @param key null for all that no path names
 */
function stepInto(steps: Ahead, key: string | null): readonly Ahead[] {
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
