import type { PendingApproval } from '@agentport/engine';
import type { ServerContext } from '@modelcontextprotocol/server';
import type { Clock } from '../../kernel/clock.ts';
import type { CallProgress } from '../../pipeline/index.ts';

const TICK_MS = 10_000;

/**
 * Tells a client that asked for progress that a person is being waited for: at once, then every 10 s. Proxies cut
 * connections that stay silent, and some clients count silence as failure. Without a progress token the protocol
 * forbids it, and nothing is sent.
 * @returns stops it
 */
export function reportWaiting(clock: Clock, ctx: ServerContext, approval: PendingApproval): () => void {
  const progressToken = ctx.mcpReq._meta?.progressToken;
  if (progressToken === undefined) return () => undefined;
  const message = `Waiting for a person to approve ${approval.id}: ${approval.url}`;
  let ticks = 0;
  let stopped = false;
  let cancel: () => void = () => undefined;
  const tick = () => {
    if (stopped) return;
    ticks += 1;
    const params = { progressToken, progress: ticks, message };
    // A client that went away is noticed elsewhere; its tick is lost with it.
    ctx.mcpReq.notify({ method: 'notifications/progress', params }).catch(() => undefined);
    cancel = clock.after(TICK_MS, tick);
  };
  tick();
  return () => {
    stopped = true;
    cancel();
  };
}

/**
 * Passes on how far a service is, to a client that asked for progress. Only for calls that run at once: while a person
 * is waited for the ticks above count, and progress may never go back.
 */
export function relayProgress(ctx: ServerContext): ((progress: CallProgress) => void) | null {
  const progressToken = ctx.mcpReq._meta?.progressToken;
  if (progressToken === undefined) return null;
  return ({ progress, total }) => {
    const params = { progressToken, progress, ...(total === null ? {} : { total }) };
    ctx.mcpReq.notify({ method: 'notifications/progress', params }).catch(() => undefined);
  };
}
