import type { Risk } from '../action/action.ts';
import type { Effect, Obligation } from '../decision/decision.ts';

/** Who owns a tier or rule, and where a person finds it. */
export interface PolicySource {
  readonly owner: 'file' | 'console';
  readonly file?: string;
  /** 1-based */
  readonly line?: number;
}

/** The standing answer for an operation of a connection, for every agent or for one. */
export interface Tier {
  /** agent name; every agent when absent */
  readonly agent?: string;
  /** connection name */
  readonly connection: string;
  /** operation name, or a pattern in which `*` stands for any characters */
  readonly operation: string;
  readonly effect: Effect;
  readonly source?: PolicySource;
}

/** Which calls a rule concerns. Every field given must match; a rule without fields concerns every call. */
export interface RuleMatch {
  readonly agent?: string;
  readonly connection?: string;
  readonly integration?: string;
  /** operation name or pattern with `*` */
  readonly operation?: string;
  readonly risk?: Risk;
}

/** Overrides a tier or default where it matches, except a deny. */
export interface Rule {
  readonly id: string;
  readonly match: RuleMatch;
  /** text of a condition over the facts; needs a compiler, a document with one is refused without */
  readonly condition?: string;
  readonly effect: Effect;
  readonly obligations: readonly Obligation[];
  readonly source?: PolicySource;
}

/** Whom messages of a connection may reach without a question. Without one every recipient is asked about. */
export interface RecipientLimit {
  /** connection name */
  readonly connection: string;
  /** bare lower-case domains, IDN as punycode; `*` alone for all of them */
  readonly allowed_domains: readonly string[];
  /** more recipients than this are asked about; the integration's own number when absent */
  readonly ask_above?: number;
  readonly source?: PolicySource;
}

/** One whole policy as people write it, version 1 of the format. */
export interface PolicyDocument {
  readonly v: 1;
  readonly tiers: readonly Tier[];
  readonly rules: readonly Rule[];
  readonly recipients?: readonly RecipientLimit[];
}

/** A document that cannot be compiled. Public text; keep the running policy when it is thrown. */
export class PolicyError extends Error {
  /** JSON Pointer into the document */
  readonly path: string;

  constructor(message: string, path: string) {
    super(message);
    this.name = 'PolicyError';
    this.path = path;
  }
}
