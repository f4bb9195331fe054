export type { Agents, AgentsOptions, AgentWithToken, NewAgent, TokenLifetime } from './agents.ts';
export { createAgents } from './agents.ts';
export type { Authenticate, AuthenticatedAgent } from './authenticate.ts';
export { givenConnections } from './given.ts';
export { tokenIdOf } from './token.ts';
export type { AgentView, TokenView } from './view.ts';
