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
export { UNPROVEN_TEXT } from './vouch.ts';
