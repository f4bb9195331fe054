import type { ConnectionWire } from '@agentport/contract';
import { useState } from 'react';
import { ActButton } from '../../parts/ActButton.tsx';
import { PlainText } from '../../parts/EscapedText.tsx';
import { Facts, Panel } from '../../parts/Panel.tsx';
import { count } from '../../words/count.ts';
import { ChangeLimits } from './ChangeLimits.tsx';

type Limits = ConnectionWire['limits'];

const BY: Record<Limits['set_by']['deadline_ms'], string> = {
  file: 'as agentport.yaml says',
  console: 'as said here',
  integration: 'as the integration says',
  gateway: 'the gateway’s own',
};

/** How much the service is asked to bear: the limits room holds every call to it. */
export function HowMuch({ connection }: { connection: ConnectionWire }) {
  const { limits, owner, source } = connection;
  const { concurrent_calls, deadline_ms, set_by, said } = limits;
  const [changing, setChanging] = useState(false);
  const lowered = (said.concurrent_calls ?? 0) > concurrent_calls || (said.deadline_ms ?? 0) > deadline_ms;
  return (
    <Panel title="How much it carries">
      <Facts
        facts={[
          ['At one time', `${count(concurrent_calls, 'call')}, ${BY[set_by.concurrent_calls]}`],
          ['One call takes', `at most ${count(deadline_ms / 1_000, 'second')}, ${BY[set_by.deadline_ms]}`],
        ]}
      />
      <p className="mt-3 text-small text-muted">
        On each gateway. The next calls wait up to 10 seconds for a place.
        {lowered && ' More was said here, but agentport.yaml says less: the lower one holds.'}
        {owner === 'file' && (
          <>
            {' '}
            Change it under <code>limits</code> of this connection, at{' '}
            <code>
              <PlainText text={source ?? 'agentport.yaml'} />
            </code>
            .
          </>
        )}
      </p>
      {owner === 'console' && (
        <p className="mt-4">
          <ActButton route="limitConnection" className="btn" onClick={() => setChanging(true)}>
            Change…
          </ActButton>
        </p>
      )}
      {changing && <ChangeLimits connection={connection} onClose={() => setChanging(false)} />}
    </Panel>
  );
}
