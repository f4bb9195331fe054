export interface ActivityTables {
  activity_followed: ActivityFollowedTable;
  activity_hours: ActivityHourTable;
  activity_days: ActivityDayTable;
  activity_sessions: ActivitySessionTable;
}

/** How many entries of the log are counted in the two tables below. */
export interface ActivityFollowedTable {
  org: string;
  upto: number;
}

/** Calls of agents by the hour. What an entry does not name is the empty text. */
export interface ActivityHourTable {
  org: string;
  /** its first ms, UTC */
  hour: number;
  what: 'allowed' | 'asked' | 'denied' | 'succeeded' | 'failed' | 'unknown';
  agent_id: string;
  connection_id: string;
  operation: string;
  count: number;
}

/** How often an agent asked on one day, and when last. */
export interface ActivityDayTable {
  org: string;
  agent_id: string;
  /** its first ms, UTC */
  day: number;
  /** whatever became of them */
  calls: number;
  last_at: number;
}

/** One session of an agent: where its entries lie in the log, and how its calls were decided. */
export interface ActivitySessionTable {
  org: string;
  agent_id: string;
  session: string;
  first_index: number;
  last_index: number;
  first_at: number;
  last_at: number;
  allowed: number;
  asked: number;
  denied: number;
  failed: number;
  unknown: number;
  /** requests that people denied */
  turned_down: number;
  /** calls in which a detector or a limit on recipients saw something */
  flagged: number;
}
