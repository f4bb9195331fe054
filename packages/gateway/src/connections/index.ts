export { parseBaseUrl } from './base-url.ts';
export { type Connection, nameProblem } from './connection.ts';
export {
  type Connections,
  CREDENTIAL_FIELD,
  createConnections,
  type NewConnection,
  NO_CREDENTIAL,
  type Ownership,
} from './connections.ts';
export { MCP } from './definitions.ts';
