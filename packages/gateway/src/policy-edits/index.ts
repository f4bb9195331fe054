export {
  createPolicyEdits,
  type NewService,
  type PolicyEdit,
  type PolicyEdits,
  type Proposed,
} from './policy-edits.ts';
export type { Switch } from './switchboard.ts';
export { policyText } from './text.ts';
