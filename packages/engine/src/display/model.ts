import type { Action, Risk } from '../action/action.ts';
import type { Reason, ReasonCode } from '../decision/reasons.ts';
import type { JsonValue } from '../json/value.ts';
import type { Segment } from './escape.ts';

/** Rises whenever the same input would be shown differently; a stored decision keeps the one it was shown with. */
export const DISPLAY_VERSION = 2;

/**
 * How a value is explained beside itself. `money`: integer minor units; `unix_seconds`: a moment; `list`: texts in a
 * row; `base64`: size and digest of what the text stands for.
 */
export const VALUE_FORMATS = ['text', 'money', 'unix_seconds', 'list', 'base64'] as const;
export type ValueFormat = (typeof VALUE_FORMATS)[number];

/** Where the currency of an amount stands. */
export type CurrencySource =
  | { readonly literal: string }
  /** JSON Pointer into the arguments */
  | { readonly argument: string }
  /** `id` of a lookup whose value is the code */
  | { readonly lookup: string };

/** What the definition says about one argument. */
export interface ParameterDisplay {
  /** JSON Pointer into the arguments */
  readonly pointer: string;
  readonly title: string | null;
  readonly format: ValueFormat;
  readonly currency: CurrencySource | null;
}

/** A fact fetched from the service for the page, e.g. who the customer of a charge is. */
export interface Lookup {
  readonly id: string;
  readonly label: string;
  readonly value: JsonValue;
  /** ms UTC when it was fetched */
  readonly at: number;
}

/** How a secret argument is shown: the fingerprint is keyed, so that the value cannot be guessed back from it. */
export interface SecretMark {
  /** characters */
  readonly length: number;
  readonly fingerprint: string;
}

/** Everything the approval page is made from. Stored inputs rendered again must give the same digest. */
export interface DisplayInput {
  readonly action: Action;
  readonly actionSha256: string;
  readonly agentName: string;
  readonly connectionName: string;
  readonly integrationTitle: string;
  readonly operationTitle: string;
  /** the first whose placeholders `{pointer}` or `{pointer:format}` are all present is the title */
  readonly templates: readonly string[];
  /** in the order in which people should read them */
  readonly parameters: readonly ParameterDisplay[];
  readonly lookups: readonly Lookup[];
  /** the agent's own words; untrusted */
  readonly note: string | null;
  /** by JSON Pointer of the argument */
  readonly secrets: Readonly<Record<string, SecretMark>>;
  readonly reasons: readonly Reason[];
}

/** A piece of the title. Only `template` is ours; `argument` is what the agent sent. */
export interface TitlePart {
  readonly source: 'template' | 'argument';
  readonly value: readonly Segment[];
  /** characters left out of the middle */
  readonly omitted: number;
}

export type RowFlag =
  | 'hidden_character'
  | 'mixed_script'
  | 'padding'
  | 'secret'
  | 'long'
  /** encoded content, such as a file: a person sees that it is there and how large, not what it says */
  | 'uninspectable';

/** One argument, or one member inside it. */
export interface DisplayRow {
  /** JSON Pointer into the arguments */
  readonly pointer: string;
  readonly name: readonly Segment[];
  readonly title: string | null;
  /** 0 for an argument itself */
  readonly depth: number;
  readonly type: 'string' | 'number' | 'boolean' | 'null' | 'object' | 'array';
  /** empty for objects and arrays, whose members follow */
  readonly value: readonly Segment[];
  /** characters of a text, members of an object or array, else null */
  readonly length: number | null;
  /** UTF-8 bytes of a text */
  readonly bytes: number | null;
  /** of a long text's UTF-8 */
  readonly sha256: string | null;
  /** closed on the page until a person opens it */
  readonly collapsed: boolean;
  /** characters left out of the middle */
  readonly omitted: number;
  /** what the value means, e.g. `€1,240.00` */
  readonly meaning: string | null;
  readonly flags: readonly RowFlag[];
}

export type DisplayTarget =
  | {
      readonly kind: 'http';
      readonly method: string;
      readonly url: readonly Segment[];
      readonly query: readonly DisplayPair[];
      readonly headers: readonly DisplayPair[];
      readonly body: { readonly bytes: number; readonly sha256: string };
    }
  | {
      readonly kind: 'mcp';
      readonly server: readonly Segment[];
      readonly tool: readonly Segment[];
      readonly tool_sha256: string;
      readonly arguments_sha256: string;
    };

export interface DisplayPair {
  readonly name: readonly Segment[];
  readonly value: readonly Segment[];
}

/** Text of unknown length, shown escaped and cut in the middle when it is very long. */
export interface ShownText {
  readonly value: readonly Segment[];
  readonly omitted: number;
}

/** What the person sees, as data. The page adds layout and nothing else. */
export interface DisplayModel {
  readonly v: typeof DISPLAY_VERSION;
  readonly action_sha256: string;
  readonly title: readonly TitlePart[];
  readonly agent: readonly Segment[];
  readonly connection: readonly Segment[];
  readonly integration: readonly Segment[];
  readonly operation: string;
  readonly risk: Risk;
  readonly target: DisplayTarget;
  readonly rows: readonly DisplayRow[];
  /** rows beyond the limit; approval must not be possible while there are any */
  readonly rows_omitted: number;
  readonly lookups: readonly { readonly label: string; readonly shown: ShownText; readonly at: number }[];
  /** every flag of every row, so that none is missed below the fold */
  readonly warnings: readonly { readonly code: RowFlag | 'rows_omitted'; readonly pointer: string }[];
  /** the only place where the agent's own words appear */
  readonly note: ShownText | null;
  readonly reasons: readonly {
    readonly code: ReasonCode;
    readonly rule: readonly Segment[];
    readonly detail: readonly Segment[];
  }[];
  readonly created_at: number;
  readonly approve_before: number;
}
