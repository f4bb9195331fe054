export { type Cluster, type ClusterDeps, type Duty, joinCluster, LEASE_MS } from './cluster.ts';
export { followOthers } from './feed.ts';
export { gatewayId } from './gateway-id.ts';
export { sequencingOf } from './sequencing.ts';
export { isOrphan, type Lease, leaseHolds } from './store.ts';
