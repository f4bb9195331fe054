import type { AgentWire } from '@agentport/contract';
import { useState } from 'react';
import { gateway } from '../../api/gateway.ts';
import { Icon } from '../../parts/Icon.tsx';
import { StepUpCancelled } from '../../parts/step-up.tsx';
import { useAct } from '../../parts/use-act.ts';
import { StopSheet } from '../../shell/StopSheet.tsx';

/** Stopping is for everybody who answers, starting again for whoever has the second factor at hand. */
export function StopOrStart({ agent, small = false }: { agent: AgentWire; small?: boolean }) {
  const [stopping, setStopping] = useState(false);
  const release = useAct(
    () => gateway('releaseAgent', { params: { id: agent.id } }),
    ['agents', 'status', 'audit'],
  );
  const size = small ? 'btn-small' : '';
  if (agent.status === 'stopped') {
    const failed = release.isError && !(release.error instanceof StepUpCancelled);
    return (
      <button
        className={`btn ${size}`}
        type="button"
        disabled={release.isPending}
        onClick={() => release.mutate(undefined)}
      >
        {release.isPending ? 'Starting…' : failed ? 'Still stopped. Start again' : 'Start again'}
      </button>
    );
  }
  return (
    <>
      <button className={`btn text-deny ${size}`} type="button" onClick={() => setStopping(true)}>
        <Icon name="stop" className="size-4" />
        Stop…
      </button>
      {stopping && <StopSheet agentId={agent.id} onClose={() => setStopping(false)} />}
    </>
  );
}
