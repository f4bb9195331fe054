import type { Risk } from '../action/action.ts';
import type { Effect } from '../decision/decision.ts';
import type { JsonObject } from '../json/value.ts';
import type { RecipientFacts } from './recipients.ts';

/** Everything a decision may depend on, besides the policy and the findings. */
export interface PolicyFacts {
  readonly agent: {
    readonly id: string;
    readonly name: string;
    /** names of the only connections it was given; absent: every connection */
    readonly connections?: readonly string[];
  };
  readonly connection: { readonly name: string };
  readonly integration: string;
  readonly operation: string;
  readonly risk: Risk;
  /** the effect the manifest states for the operation, null when it states none */
  readonly manifestDefault: Effect | null;
  /** fields of the reply the manifest hides, in the form of `hideFields` */
  readonly hide: readonly string[];
  readonly args: JsonObject;
  /** who a message would reach; null for an operation that sends none */
  readonly recipients?: RecipientFacts | null;
}
