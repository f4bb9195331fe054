import { canonical, compare, type OperationsOf, type PolicyDocument } from '@agentport/engine';

/** More single changes than this wait all together: each is compared with the whole policy. */
const STEPS_MAX = 400;

type Step = (policy: PolicyDocument) => PolicyDocument;

/**
 * The old policy with those single changes of the new one that loosen nothing, whichever else it changes. Tried one
 * after the other, each by the comparison that also decides what needs a person.
 */
export function tighteningPart(
  old: PolicyDocument,
  next: PolicyDocument,
  operationsOf: OperationsOf,
): PolicyDocument {
  const steps = [
    ...stepsOf('tiers', old, next, ({ agent, connection, operation }) =>
      canonical([agent ?? null, connection, operation]),
    ),
    ...stepsOf('rules', old, next, ({ id }) => id),
    ...stepsOf('recipients', old, next, ({ connection }) => connection),
  ];
  if (steps.length > STEPS_MAX) return old;
  return steps.reduce((now, step) => {
    const trial = step(now);
    const changes = compare(now, trial, operationsOf);
    return changes.length > 0 && changes.every(({ kind }) => kind === 'tightening') ? trial : now;
  }, old);
}

interface Lists {
  readonly tiers: PolicyDocument['tiers'][number];
  readonly rules: PolicyDocument['rules'][number];
  readonly recipients: NonNullable<PolicyDocument['recipients']>[number];
}

/** One step for each member that is new, changed or gone. */
function stepsOf<K extends keyof Lists>(
  list: K,
  old: PolicyDocument,
  next: PolicyDocument,
  keyOf: (member: Lists[K]) => string,
): Step[] {
  const listOf = (policy: PolicyDocument) => (policy[list] ?? []) as readonly Lists[K][];
  const before = new Map(listOf(old).map((member) => [keyOf(member), member]));
  const after = new Map(listOf(next).map((member) => [keyOf(member), member]));
  const changed = [...new Set([...before.keys(), ...after.keys()])].filter(
    (key) => meaning(before.get(key)) !== meaning(after.get(key)),
  );
  return changed.map((key): Step => {
    const is = after.get(key);
    return (policy) => {
      const others = listOf(policy).filter((member) => keyOf(member) !== key);
      return { ...policy, [list]: is === undefined ? others : [...others, is] };
    };
  });
}

function meaning(member: object | undefined): string {
  return canonical(JSON.parse(JSON.stringify(member ?? null)));
}
