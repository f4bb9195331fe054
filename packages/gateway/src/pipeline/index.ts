export { createInFlight, type InFlight } from './forward.ts';
export { createEnforce, type Enforce } from './gate.ts';
export { createListing, type Listing } from './listing.ts';
export { addConnection, addDeclaredConnection, pinToolList, type ToolChanges } from './mcp-tools.ts';
export type { Caller, CallProgress, CallRequest, GateRequest, SystemRequest } from './request.ts';
export type { Rooms } from './rooms.ts';
export { routeOf } from './route-of.ts';
export { createStopping, type Stopping } from './stopping.ts';
export { type ConnectionTest, testConnection } from './test-connection.ts';
