/** Tokens just made, by agent: in the memory of this page only, until it is left. The gateway keeps a fingerprint. */
const fresh = new Map<string, string>();

export function keepToken(agentId: string, token: string): void {
  fresh.set(agentId, token);
}

export function freshToken(agentId: string): string | null {
  return fresh.get(agentId) ?? null;
}

export function forgetToken(agentId: string): void {
  fresh.delete(agentId);
}
