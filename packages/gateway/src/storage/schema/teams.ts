export interface TeamTables {
  teams: TeamTable;
  team_members: TeamMemberTable;
  team_routes: TeamRouteTable;
}

export interface TeamTable {
  id: string;
  org: string;
  name: string;
  created_at: number;
}

export interface TeamMemberTable {
  org: string;
  team_id: string;
  operator_id: string;
}

/** What comes to a team: requests of an agent, or for a connection; both by name, so that they outlive a new one. */
export interface TeamRouteTable {
  org: string;
  kind: 'agent' | 'connection';
  subject: string;
  team_id: string;
}
