export type { McpDeps } from './deps.ts';
export { type McpEntrance, registerMcp } from './register.ts';
export type { StateSeal } from './sealed-round.ts';
