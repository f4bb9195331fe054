export { type Cluster, type ClusterDeps, type Duty, joinCluster, LEASE_MS } from './cluster.ts';
export { gatewayId } from './gateway-id.ts';
export { isOrphan, type Lease, leaseHolds } from './store.ts';
