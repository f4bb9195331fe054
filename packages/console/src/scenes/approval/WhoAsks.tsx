import type { ApprovalDetail } from '@agentport/contract';
import { PlainText } from '../../parts/EscapedText.tsx';
import { Facts, Panel } from '../../parts/Panel.tsx';
import { Link } from '../../router/router.tsx';
import { count } from '../../words/count.ts';

export function WhoAsks({ detail }: { detail: ApprovalDetail }) {
  const { today } = detail;
  const rules = [...new Set(detail.reasons.flatMap((reason) => (reason.rule ? [reason.rule] : [])))];
  return (
    <Panel title="Who asks, and what came before">
      <Facts
        facts={[
          ['Agent', <PlainText key="agent" text={detail.agent.name} />],
          [
            'Asked from',
            detail.requester_address && <PlainText key="from" text={detail.requester_address} />,
          ],
          ['Operation', <code key="op">{`${detail.connection}.${detail.operation}`}</code>],
          [
            'Rule',
            <span key="rule">
              {rules.length > 0 && (
                <>
                  <PlainText text={rules.join(', ')} />,{' '}
                </>
              )}
              policy {detail.policy_version}
            </span>,
          ],
          ['Session', detail.session && <PlainText key="session" text={detail.session} />],
          ['Today', `${count(today.allowed, 'call')} allowed, ${today.asked} asked, ${today.denied} denied`],
          ['Approved before', beforeWords(detail.compared.calls)],
          [
            'Log',
            <Link key="log" className="link" to={`/activity?call=${encodeURIComponent(detail.call_id)}`}>
              Every entry of this call
            </Link>,
          ],
        ]}
      />
    </Panel>
  );
}

/** Fewer are not compared. */
const COMPARED_MIN = 5;

function beforeWords(calls: number): string {
  if (calls === 0) return 'No call of this operation';
  const these = `${count(calls, 'call')} of this operation`;
  return calls < COMPARED_MIN ? `${these}, too few to compare with` : `Compared with the last ${these}`;
}
