import type { ConnectionWire } from '@agentport/contract';
import { Facts, Panel } from '../../parts/Panel.tsx';
import { count } from '../../words/count.ts';

type Limits = ConnectionWire['limits'];

const BY: Record<Limits['set_by']['deadline_ms'], string> = {
  file: 'as agentport.yaml says',
  integration: 'as the integration says',
  gateway: 'the gateway’s own',
};

/** How much the service is asked to bear: the limits room holds every call to it. */
export function HowMuch({ limits }: { limits: Limits }) {
  const { concurrent_calls, deadline_ms, set_by } = limits;
  return (
    <Panel title="How much it carries">
      <Facts
        facts={[
          ['At one time', `${count(concurrent_calls, 'call')}, ${BY[set_by.concurrent_calls]}`],
          ['One call takes', `at most ${count(deadline_ms / 1_000, 'second')}, ${BY[set_by.deadline_ms]}`],
        ]}
      />
      <p className="mt-3 text-small text-muted">
        On each gateway. The next calls wait up to 10 seconds for a place. Change it in agentport.yaml, under{' '}
        <code>limits</code> of this connection.
      </p>
    </Panel>
  );
}
