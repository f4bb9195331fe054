export interface ClusterTables {
  gateways: GatewayTable;
  duties: DutyTable;
}

/** One gateway and its lease. */
export interface GatewayTable {
  id: string;
  /** rises with every registration */
  epoch: number;
  /** ms UTC, database time; 0 once this registration was ended for good */
  lease_until: number;
  registered_at: number;
}

/** What one gateway does for all, and which one. */
export interface DutyTable {
  name: string;
  gateway_id: string;
  gateway_epoch: number;
}
