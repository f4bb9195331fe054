/** How long a call is held for a person when nothing is known about the client, ms. Many give up at 60 s. */
const HOLD_DEFAULT_MS = 50_000;

/** Clients measured to wait longer for one call (both give up at 300 s), by what they call themselves. */
const PATIENT_CLIENTS: readonly (readonly [prefix: string, holdMs: number])[] = [
  ['claude-code', 240_000],
  ['codex', 240_000],
];

/** @param clientName `clientInfo.name`, unverified: a wrong one only spoils the client's own wait */
export function holdBudgetMs(clientName: string | undefined): number {
  const name = clientName?.toLowerCase() ?? '';
  return PATIENT_CLIENTS.find(([prefix]) => name.startsWith(prefix))?.[1] ?? HOLD_DEFAULT_MS;
}
