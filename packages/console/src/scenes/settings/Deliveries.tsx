import type { DeliveryWire } from '@agentport/contract';
import { useState } from 'react';
import { gateway } from '../../api/gateway.ts';
import { ErrorNotice } from '../../parts/ErrorNotice.tsx';
import { PlainText } from '../../parts/EscapedText.tsx';
import { Panel } from '../../parts/Panel.tsx';
import { Tag } from '../../parts/Tag.tsx';
import { useAct } from '../../parts/use-act.ts';
import { Link } from '../../router/router.tsx';
import { ago } from '../../words/time.ts';
import { deliveryMark, deliveryName, deliveryReason } from './channel-words.ts';
import { useDeliveries, useNotifications } from './queries.ts';

/** What became of messages, newest first, of all channels or one. They are kept for 30 days. */
export function Deliveries({ now }: { now: number }) {
  const [dead, setDead] = useState(false);
  const [channel, setChannel] = useState('');
  const channels = useNotifications().data?.channels ?? [];
  const log = useDeliveries({ dead, channel });
  const items = log.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <Panel title="Messages" flush>
      <div className="flex flex-wrap items-center gap-x-4 gap-y-1 border-b border-line px-5 py-2 text-small max-md:px-4">
        <select
          className="field w-auto max-md:flex-1"
          aria-label="Messages by"
          value={channel}
          onChange={(event) => setChannel(event.target.value)}
        >
          <option value="">All channels</option>
          {channels.map(({ id, name }) => (
            <option key={id} value={id}>
              {name}
            </option>
          ))}
        </select>
        <label className="flex min-h-9 items-center gap-2 max-md:min-h-11">
          <input
            className="size-4.5 accent-ink"
            type="checkbox"
            checked={dead}
            onChange={(event) => setDead(event.target.checked)}
          />
          Only given up
        </label>
      </div>
      {log.isError && (
        <div className="p-5">
          <ErrorNotice error={log.error} title="The messages could not be loaded." retry={log.refetch} />
        </div>
      )}
      {log.data && items.length === 0 && (
        <p className="px-5 py-4 text-muted max-md:px-4">
          {dead ? 'None was given up.' : 'None yet. Each message appears here with what became of it.'}
        </p>
      )}
      <ul className="rows">
        {items.map((delivery) => (
          <DeliveryRow key={delivery.id} delivery={delivery} now={now} />
        ))}
      </ul>
      {log.hasNextPage && (
        <div className="border-t border-line p-4">
          <button
            className="btn btn-small"
            type="button"
            disabled={log.isFetchingNextPage}
            onClick={() => void log.fetchNextPage()}
          >
            {log.isFetchingNextPage ? 'Loading…' : 'Earlier messages'}
          </button>
        </div>
      )}
    </Panel>
  );
}

function DeliveryRow({ delivery, now }: { delivery: DeliveryWire; now: number }) {
  const { id, approval, channel_name: channel, attempts, state } = delivery;
  const { word, tone, icon } = deliveryMark(delivery);
  const reason = deliveryReason(delivery);
  const retry = useAct(() => gateway('retryDelivery', { params: { id } }), ['deliveries', 'notifications']);
  return (
    <li className="grid grid-cols-[minmax(0,1fr)_auto] items-start gap-x-4 gap-y-1 px-5 py-3 max-md:px-4">
      <p className="min-w-0 wrap-anywhere">
        {approval ? (
          <Link className="link" to={`/approvals/${approval}`}>
            {deliveryName(delivery)}
          </Link>
        ) : (
          deliveryName(delivery)
        )}
        <span className="text-muted">
          {' '}
          by <PlainText text={channel ?? 'a removed channel'} />
        </span>
        <span className="block text-small text-muted first-letter:uppercase">
          {ago(Date.parse(delivery.sent_at ?? delivery.created_at), now)}
          {attempts > 1 && `, ${attempts} attempts`}
          {reason && `. ${reason}`}
        </span>
      </p>
      <div className="grid justify-items-end gap-2">
        <Tag tone={tone} icon={icon}>
          {word}
        </Tag>
        {state === 'dead' && (
          <button
            className="btn btn-small"
            type="button"
            disabled={retry.isPending}
            onClick={() => retry.mutate(undefined)}
          >
            Try again
          </button>
        )}
      </div>
    </li>
  );
}
