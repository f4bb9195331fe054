import type { ChannelWire } from '@agentport/contract';
import { useState } from 'react';
import { gateway } from '../../api/gateway.ts';
import { PlainText } from '../../parts/EscapedText.tsx';
import { Icon } from '../../parts/Icon.tsx';
import { Panel } from '../../parts/Panel.tsx';
import { StepUpCancelled } from '../../parts/step-up.tsx';
import { Tag } from '../../parts/Tag.tsx';
import { useAct } from '../../parts/use-act.ts';
import { ago } from '../../words/time.ts';
import { ChangeChannel } from './ChangeChannel.tsx';
import {
  type ChannelKind,
  deliveryMark,
  deliveryReason,
  KINDS,
  kindName,
  toldOf,
  whereTo,
} from './channel-words.ts';

/** The ways people are reached: each can be tried, and shows what became of its last message. */
export function Channels({ channels, now }: { channels: readonly ChannelWire[]; now: number }) {
  const [subject, setSubject] = useState<ChannelKind | ChannelWire | null>(null);
  const kinds = KINDS.filter(
    ({ kind }) => kind !== 'web_push' || !channels.some(({ settings }) => settings.kind === 'web_push'),
  );
  return (
    <Panel title="Channels" flush>
      {channels.length === 0 && (
        <p className="px-5 py-4 text-muted max-md:px-4">
          None yet: people only see what waits when they open the inbox. Add the one you look at first.
        </p>
      )}
      <ul className="rows">
        {channels.map((channel) => (
          <ChannelRow key={channel.id} channel={channel} now={now} onChange={() => setSubject(channel)} />
        ))}
      </ul>
      <details
        className="px-5 py-3 max-md:px-4 not-first:border-t not-first:border-line"
        open={channels.length === 0}
      >
        <summary className="min-h-9 cursor-pointer content-center font-medium max-md:min-h-11">
          Add a channel
        </summary>
        <div className="grid grid-cols-2 gap-2 py-2 max-md:grid-cols-1">
          {kinds.map(({ kind, name, about }) => (
            <button
              key={kind}
              className="grid min-h-14 cursor-pointer rounded-control border border-line px-4 py-2 text-left hover:bg-hover"
              type="button"
              onClick={() => setSubject(kind)}
            >
              <span className="font-medium">{name}</span>
              <span className="text-small text-muted">{about}</span>
            </button>
          ))}
        </div>
      </details>
      {subject && <ChangeChannel subject={subject} onClose={() => setSubject(null)} />}
    </Panel>
  );
}

function ChannelRow({ channel, now, onChange }: { channel: ChannelWire; now: number; onChange(): void }) {
  const { id, name, enabled, settings, last_delivery: last } = channel;
  const [tried, setTried] = useState<string | null>(null);
  const test = useAct(async () => {
    setTried(null);
    const { items } = await gateway('testChannel', { params: { id } });
    const failed = items.find(({ state }) => state !== 'sent');
    if (items.length === 0) setTried('Nobody would hear it: no browser is told yet.');
    else setTried(failed ? (deliveryReason(failed) ?? 'It did not arrive.') : 'It arrived.');
  }, ['notifications', 'deliveries']);
  const toggle = useAct(async () => {
    const { route, detail } = channel;
    await gateway('changeChannel', {
      params: { id },
      body: { name, settings, route, detail, enabled: !enabled },
    });
  }, ['notifications', 'own-notifications', 'audit']);
  const problem = test.error ?? toggle.error;
  const said = problem instanceof StepUpCancelled ? null : (problem?.message ?? tried);
  return (
    <li className="grid gap-2 px-5 py-4 max-md:px-4">
      <div className="flex flex-wrap items-start gap-x-4 gap-y-2">
        <div className="min-w-0 flex-[1_1_16rem]">
          <h3 className="flex flex-wrap items-center gap-2 wrap-anywhere">
            <PlainText text={name} />
            {name !== kindName(settings.kind) && (
              <span className="text-small font-normal text-muted">{kindName(settings.kind)}</span>
            )}
            {!enabled && <Tag icon="stop">Off</Tag>}
          </h3>
          <p className="text-small text-muted wrap-anywhere">
            <PlainText text={whereTo(channel)} />. {toldOf(channel)}
          </p>
        </div>
        <div className="flex flex-wrap gap-2">
          <button
            className="btn btn-small"
            type="button"
            disabled={test.isPending || !enabled}
            onClick={() => test.mutate(undefined)}
          >
            {test.isPending ? 'Sending…' : 'Send a test'}
            <span className="sr-only"> by {name}</span>
          </button>
          <button
            className="btn btn-small"
            type="button"
            disabled={toggle.isPending}
            onClick={() => toggle.mutate(undefined)}
          >
            {enabled ? 'Turn off' : 'Turn on'}
            <span className="sr-only"> {name}</span>
          </button>
          <button className="btn btn-small" type="button" onClick={onChange}>
            Change…<span className="sr-only"> {name}</span>
          </button>
        </div>
      </div>
      <p className="flex min-h-6 flex-wrap items-center gap-2 text-small" role="status">
        {said !== null ? (
          <PlainText text={said} />
        ) : last ? (
          <LastDelivery last={last} now={now} />
        ) : (
          <span className="text-muted">
            <Icon name="clock" className="mr-1 inline size-4" />
            Nothing was sent yet.
          </span>
        )}
      </p>
    </li>
  );
}

function LastDelivery({ last, now }: { last: NonNullable<ChannelWire['last_delivery']>; now: number }) {
  const { word, tone, icon } = deliveryMark(last);
  const reason = deliveryReason(last);
  return (
    <>
      <Tag tone={tone} icon={icon}>
        {word}
      </Tag>
      <span className="text-muted">
        Last message {ago(Date.parse(last.sent_at ?? last.created_at), now)}.{reason && ` ${reason}`}
      </span>
    </>
  );
}
