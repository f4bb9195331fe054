export type { Action, HttpWire, Intent, McpWire, Pair, Risk, Wire } from './action/action.ts';
export { RISKS } from './action/action.ts';
export { actionDigest, domainDigest, intentDigest, sha256Hex } from './action/digest.ts';
export type { Decision, Effect, Finding, Obligation } from './decision/decision.ts';
export { EFFECTS } from './decision/decision.ts';
export type { Reason, ReasonCode } from './decision/reasons.ts';
export { REASONS } from './decision/reasons.ts';
export { strictest, strictness } from './decision/strictest.ts';
export type { Comparison } from './display/compare.ts';
export { COMPARED_MIN, compareValues } from './display/compare.ts';
export type { Segment } from './display/escape.ts';
export { escapeCode, segmentsOf } from './display/escape.ts';
export type {
  CurrencySource,
  DisplayInput,
  DisplayModel,
  DisplayPair,
  DisplayRow,
  DisplayTarget,
  Lookup,
  ParameterDisplay,
  RowFlag,
  SecretMark,
  ShownText,
  TitlePart,
  ValueFormat,
} from './display/model.ts';
export { DISPLAY_VERSION, VALUE_FORMATS } from './display/model.ts';
export { money } from './display/money.ts';
export { displayDigest, render } from './display/render.ts';
export type { TemplatePart } from './display/title.ts';
export { parseTemplate } from './display/title.ts';
export { hiddenCharacters } from './inspection/hidden-characters.ts';
export type { Detector, InspectionFacts } from './inspection/inspect.ts';
export { inspect } from './inspection/inspect.ts';
export { secretFormats } from './inspection/secret-formats.ts';
export { canonical } from './json/canonical.ts';
export type { StrictJsonLimits } from './json/parse-strict.ts';
export { parseStrict } from './json/parse-strict.ts';
export { jsonPointer } from './json/pointer.ts';
export type { StrictJsonCode } from './json/strict-json-error.ts';
export { StrictJsonError } from './json/strict-json-error.ts';
export { stringsOf } from './json/strings.ts';
export { utf8Decode, utf8Encode } from './json/utf8.ts';
export type { JsonObject, JsonValue } from './json/value.ts';
export { valueAt } from './json/value-at.ts';
export type { Agent, Call } from './pipeline/call.ts';
export { runAsync, runSync, StepCannotWait } from './pipeline/drivers.ts';
export type { Steps } from './pipeline/enforce.ts';
export { enforce } from './pipeline/enforce.ts';
export type { Claim, Gate, GateTypes, Progress, Step } from './pipeline/gate.ts';
export type { Outcome, PendingApproval, Problem, Refused } from './pipeline/outcome.ts';
export type { Reply, ReplyPart } from './pipeline/reply.ts';
export { tierFor } from './policy/base-effect.ts';
export type { CompiledPolicy, Condition, ConditionCompiler } from './policy/compile.ts';
export { compile } from './policy/compile.ts';
export type {
  PolicyDocument,
  PolicySource,
  RecipientLimit,
  Rule,
  RuleMatch,
  Tier,
} from './policy/document.ts';
export { PolicyError } from './policy/document.ts';
export { evaluate } from './policy/evaluate.ts';
export type { PolicyExplanation, PolicyStep } from './policy/explain.ts';
export { explain } from './policy/explain.ts';
export type { PolicyFacts } from './policy/facts.ts';
export type { RecipientFacts } from './policy/recipients.ts';
export { ANY_DOMAIN, isDomain } from './policy/recipients.ts';
export type { OperationDefaults, OperationsOf, PolicyChange } from './policy/tighten.ts';
export { compare } from './policy/tighten.ts';
export type { HiddenFields } from './redaction/hide-fields.ts';
export { HIDDEN, hideFields } from './redaction/hide-fields.ts';
export type { KnownSecret, Scrubber } from './redaction/scrub.ts';
export { makeScrubber, prepareScrubber } from './redaction/scrub.ts';
