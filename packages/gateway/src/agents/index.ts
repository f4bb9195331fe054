export type { Agents, AgentsOptions, AgentWithToken, NewAgent } from './agents.ts';
export { createAgents } from './agents.ts';
export type { Authenticate, AuthenticatedAgent } from './authenticate.ts';
export { tokenIdOf } from './token.ts';
export type { AgentView, TokenView } from './view.ts';
