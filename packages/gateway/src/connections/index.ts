export { parseBaseUrl } from './base-url.ts';
export { type Connection, CREDENTIAL_FIELD, NO_CREDENTIAL, nameProblem } from './connection.ts';
export {
  type Connections,
  createConnections,
  type Ownership,
} from './connections.ts';
export type { NewConnection } from './create-row.ts';
export { MCP } from './definitions.ts';
export { credentialFields, type GivenCredential } from './given-credential.ts';
