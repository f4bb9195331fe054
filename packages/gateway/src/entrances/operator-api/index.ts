export type { OperatorApiDeps, Ready } from './deps.ts';
export type { Door } from './guard.ts';
export { LOCAL_ADMINISTRATOR } from './handler.ts';
export { registerOperatorApi } from './register.ts';
