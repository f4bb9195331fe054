export interface AgentTables {
  agents: AgentTable;
  agent_tokens: AgentTokenTable;
}

export interface AgentTable {
  id: string;
  org: string;
  name: string;
  status: 'active' | 'stopped' | 'removed';
  epoch: number;
  tools: 'auto' | 'native' | 'discover';
  /** names of the only connections it may ask for (JSON), null for every one */
  connections: string | null;
  /** the person who looks after it; null when nobody in particular does */
  owner_id: string | null;
  /** 1 when people may play as it, said when it is made and never after; null: they may not */
  test: number | null;
  created_at: number;
  stopped_at: number | null;
  stopped_by: string | null;
}

export interface AgentTokenTable {
  id: string;
  org: string;
  agent_id: string;
  /** hex SHA-256 of the whole token */
  token_sha256: string;
  created_at: number;
  expires_at: number | null;
  revoked_at: number | null;
}
