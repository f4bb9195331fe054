export { createLanes, type Lanes } from './lanes.ts';
export { type Asking, createLimits, type Limits } from './limits.ts';
export { isOverLimit, type LimitName, type OverLimit } from './refusals.ts';
export {
  type AgentLimits,
  agentLimits,
  type ConnectionLimits,
  connectionLimits,
  DEFAULT_CONNECTION_LIMITS,
  DEFAULT_LIMITS,
  type Limits as LimitSettings,
} from './settings.ts';
