export {
  createPolicies,
  type DeclaredConnection,
  type NewVersion,
  type Policies,
  type PolicyContent,
  type PolicyVersion,
} from './policies.ts';
