export interface InstallationTables {
  migrations: MigrationTable;
  instance: InstanceTable;
  orgs: OrgTable;
}

/** The steps this database has taken, numbered from 1. */
export interface MigrationTable {
  number: number;
  name: string;
  applied_at: number;
}

/** One row: who this installation is, and the largest database time ever seen (a clock that went back is noticed). */
export interface InstanceTable {
  id: string;
  created_at: number;
  time_seen: number;
}

/** The fence values that concern everybody in an org: they are compared, in the claim, with what a decision saw. */
export interface OrgTable {
  org: string;
  policy_version: number;
  /** moves when everything is stopped or released */
  stop_epoch: number;
  stopped: number;
}
