import type { StatusWire } from '@agentport/contract';
import { useStatus } from '../../api/queries.ts';
import { Facts, Panel } from '../../parts/Panel.tsx';
import { QrCode } from '../../parts/QrCode.tsx';
import { Link } from '../../router/router.tsx';
import { count } from '../../words/count.ts';

/** Beside the list on wide screens: the way to the phone, the gateway's state and the keys. */
export function InboxAside() {
  const status = useStatus().data;
  return (
    <aside className="grid grid-cols-1 gap-5 max-lg:hidden" aria-label="Around the inbox">
      {status && reachableByPhone(status.public_url) && <PhonePanel url={status.public_url} />}
      {status && <StatePanel status={status} />}
      <p className="px-1 text-micro leading-4.5 text-muted">
        <b>J</b> <b>K</b> move, <b>Enter</b> open, <b>D</b> deny, <b>?</b> all keys
      </p>
    </aside>
  );
}

function PhonePanel({ url }: { url: string }) {
  return (
    <Panel title="Answer from your phone">
      <div className="grid grid-cols-[5.5rem_minmax(0,1fr)] items-center gap-4">
        <QrCode text={url} label={`QR code for ${url}`} className="size-22" />
        <p className="text-small text-muted">
          Opens <b className="font-semibold text-text wrap-anywhere">{new URL(url).host}</b>. The code signs
          nobody in.
        </p>
      </div>
    </Panel>
  );
}

function StatePanel({ status }: { status: StatusWire }) {
  const { log, unknown_outcomes, pending_policy } = status;
  return (
    <Panel title="The gateway">
      <Facts
        facts={[
          ['Log', `${count(log.size, 'entry', 'entries')}`],
          ['Unknown', unknown_outcomes === 0 ? 'No outcome' : count(unknown_outcomes, 'outcome')],
          [
            'Policy',
            pending_policy === null ? (
              'Nothing waits'
            ) : (
              <Link key="policy" className="link" to="/policy">
                Version {pending_policy} waits
              </Link>
            ),
          ],
        ]}
      />
    </Panel>
  );
}

/** A name of this machine means another machine to a phone. */
function reachableByPhone(url: string): boolean {
  const host = URL.parse(url)?.hostname ?? 'localhost';
  return host !== 'localhost' && !host.startsWith('127.') && host !== '[::1]';
}
