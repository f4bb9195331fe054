import type { AgentWire } from '@agentport/contract';
import { Facts, Panel } from '../../parts/Panel.tsx';
import { useNow } from '../../parts/use-now.ts';
import { Link } from '../../router/router.tsx';
import { ago } from '../../words/time.ts';

/** How much it asks, and the way to every step of it. */
export function HowItDoes({ agent }: { agent: AgentWire }) {
  const now = useNow();
  const { calls_week: calls, last_call_at: last, waiting } = agent;
  return (
    <Panel title="How it does">
      <Facts
        facts={[
          ['Last call', last === null ? 'None yet' : ago(Date.parse(last), now)],
          ['In 7 days', `${calls.toLocaleString('en-GB')} ${calls === 1 ? 'call' : 'calls'}`],
          ['Waiting', waiting === 0 ? 'Nothing' : `${waiting} for an answer`],
          [
            'Log',
            <Link key="log" className="link" to={`/activity?agent=${encodeURIComponent(agent.id)}`}>
              All its entries
            </Link>,
          ],
        ]}
      />
    </Panel>
  );
}
