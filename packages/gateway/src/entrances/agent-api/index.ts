export { type AgentApiDeps, registerAgentApi } from './register.ts';
