import { EFFECTS, type Effect } from './decision.ts';

/** How strict an effect is: 0 allow, 1 ask, 2 deny. What is no effect at all counts as deny. */
export function strictness(effect: Effect): number {
  const rank = EFFECTS.indexOf(effect);
  return rank < 0 ? EFFECTS.length - 1 : rank;
}

/** The stricter of two effects; anything unknown is a deny. */
export function strictest(a: Effect, b: Effect): Effect {
  return EFFECTS[Math.max(strictness(a), strictness(b))] ?? 'deny';
}
