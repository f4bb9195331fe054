export {
  CONSOLE,
  type ConsolePart,
  consolePartOf,
  fileSpeaks,
  withConsolePart,
  withoutConsolePart,
} from './console-part.ts';
export {
  createPolicies,
  DEFAULT_TIMES,
  type DeclaredConnection,
  type NewVersion,
  type Policies,
  type PolicyContent,
  type PolicyVersion,
  type Times,
} from './policies.ts';
export { tighteningPart } from './tightening-part.ts';
export { UNPROVEN_TEXT } from './vouch.ts';
