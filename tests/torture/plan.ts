import { createHash } from 'node:crypto';
import type { Dialect } from '../../packages/gateway/src/storage/testing.ts';
import { FAULTS, type Fault } from './faults.ts';
import { pointsOf } from './points.ts';
import type { Operation } from './stage.ts';

/** What one agent wants of one call, and what a person thinks of it. */
export interface Wish {
  readonly agent: number;
  readonly operation: Operation;
  readonly ref: string;
  readonly key: string | null;
  readonly verdict: 'approve' | 'deny';
  /** how long the person thinks, ms */
  readonly thinksMs: number;
  /** how long the agent waits for an answer before it asks again, whole seconds */
  readonly waits: number;
}

/** One run, made from its seed alone. */
export interface Plan {
  readonly seed: number;
  readonly wishes: readonly Wish[];
  /** which gateway fails, how, and when: at a point, or after so many ms */
  readonly failure: {
    readonly gateway: number;
    readonly fault: Fault;
    readonly at: { readonly point: string } | { readonly ms: number };
  };
  /** an agent that a person stops for good after so many ms; another one takes its place in the next run */
  readonly stop: { readonly agent: number; readonly ms: number } | null;
  /** gateway an agent asks first */
  readonly asks: number;
}

const WISHES_MAX = 6;

/** @param kinds what may be done to a gateway; SIGKILL alone counts kills */
export function makePlan(
  seed: number,
  of: { dialect: Dialect; agents: number; gateways: number; kinds?: readonly Fault[] },
): Plan {
  const random = generator(seed);
  const upTo = (count: number) => Math.floor(random() * count);
  const pick = <T>(from: readonly T[]): T => from[upTo(from.length)] as T;
  const chance = (share: number) => random() < share;
  const operations: readonly Operation[] = [
    'write',
    'write',
    'write',
    'write',
    'note',
    'note',
    'read',
    'erase',
  ];
  const wishes = Array.from({ length: 1 + upTo(WISHES_MAX) }, (_, index): Wish => {
    const ref = `s${seed}-${index}`;
    return {
      agent: upTo(of.agents),
      operation: pick(operations),
      ref,
      key: chance(0.3) ? `key-${ref}` : null,
      verdict: chance(0.8) ? 'approve' : 'deny',
      thinksMs: upTo(20),
      waits: chance(0.5) ? 1 : 0,
    };
  });
  return {
    seed,
    wishes,
    failure: {
      gateway: upTo(of.gateways),
      fault: pick(of.kinds ?? FAULTS),
      at: chance(0.6) ? { point: pick(pointsOf(of.dialect)).name } : { ms: upTo(80) },
    },
    stop: chance(0.15) ? { agent: upTo(of.agents), ms: upTo(60) } : null,
    asks: upTo(of.gateways),
  };
}

/** Numbers from 0 to 1 that a seed repeats. */
function generator(seed: number): () => number {
  let drawn = 0;
  return () => {
    drawn += 1;
    const digest = createHash('sha256').update(`${seed} ${drawn}`).digest();
    return digest.readUInt32BE() / 2 ** 32;
  };
}
