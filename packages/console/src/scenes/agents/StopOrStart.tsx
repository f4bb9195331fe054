import type { AgentWire } from '@agentport/contract';
import { useState } from 'react';
import { gateway } from '../../api/gateway.ts';
import { ActButton } from '../../parts/ActButton.tsx';
import { Icon } from '../../parts/Icon.tsx';
import { StepUpCancelled } from '../../parts/step-up.tsx';
import { useAct } from '../../parts/use-act.ts';
import { StopSheet } from '../../shell/StopSheet.tsx';

interface StopOrStartProps {
  agent: AgentWire;
  small?: boolean;
  /** on a page that is not about the agent alone */
  words?: string;
}

/** Stopping is for everybody who answers, starting again for whoever has the second factor at hand. */
export function StopOrStart({ agent, small = false, words = 'Stop…' }: StopOrStartProps) {
  const [stopping, setStopping] = useState(false);
  const release = useAct(
    () => gateway('releaseAgent', { params: { id: agent.id } }),
    ['agents', 'status', 'audit'],
  );
  const size = small ? 'btn-small' : '';
  if (agent.status === 'stopped') {
    const failed = release.isError && !(release.error instanceof StepUpCancelled);
    return (
      <ActButton
        route="releaseAgent"
        className={`btn ${size}`}
        disabled={release.isPending}
        onClick={() => release.mutate(undefined)}
      >
        {release.isPending ? 'Starting…' : failed ? 'Still stopped. Start again' : 'Start again'}
      </ActButton>
    );
  }
  return (
    <>
      <ActButton route="stopAgent" className={`btn text-deny ${size}`} onClick={() => setStopping(true)}>
        <Icon name="stop" className="size-4" />
        {words}
      </ActButton>
      {stopping && <StopSheet agentId={agent.id} onClose={() => setStopping(false)} />}
    </>
  );
}
