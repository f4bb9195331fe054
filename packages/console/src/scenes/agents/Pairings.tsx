import type { PairingWire } from '@agentport/contract';
import { useState } from 'react';
import { gateway } from '../../api/gateway.ts';
import { usePairings } from '../../api/queries.ts';
import { ActButton } from '../../parts/ActButton.tsx';
import { ErrorNotice } from '../../parts/ErrorNotice.tsx';
import { PlainText } from '../../parts/EscapedText.tsx';
import { Icon } from '../../parts/Icon.tsx';
import { Tag } from '../../parts/Tag.tsx';
import { useAct } from '../../parts/use-act.ts';
import { ago } from '../../words/time.ts';
import { AcceptPairing } from './AcceptPairing.tsx';

/**
 * Programs that wait to be let in. Their codes are not here: a person types the one they read, so that a stranger who
 * asked at the same moment is not let in by a click on the wrong row.
 */
export function Pairings({ now }: { now: number }) {
  const pairings = usePairings();
  const waiting = (pairings.data?.items ?? []).filter(({ kind }) => kind === 'agent');
  const [accepting, setAccepting] = useState(false);
  if (waiting.length === 0 && !accepting) return null;
  return (
    <section className="panel mb-5" aria-labelledby="pairings-title">
      <div className="flex flex-wrap items-center justify-between gap-3 border-line border-b px-5 py-4 max-md:px-4">
        <div className="min-w-0">
          <h2 id="pairings-title">Waiting to be let in</h2>
          <p className="text-small text-muted">Let in only the program whose code you can read yourself.</p>
        </div>
        <ActButton route="acceptPairing" className="btn btn-ink" onClick={() => setAccepting(true)}>
          Type its code…
        </ActButton>
      </div>
      <ul className="rows">
        {waiting.map((pairing) => (
          <Waiting key={pairing.id} pairing={pairing} now={now} />
        ))}
      </ul>
      {accepting && <AcceptPairing onClose={() => setAccepting(false)} />}
    </section>
  );
}

function Waiting({ pairing, now }: { pairing: PairingWire; now: number }) {
  const refuse = useAct(
    () => gateway('refusePairing', { params: { id: pairing.id } }),
    ['pairings', 'audit'],
  );
  return (
    <li className="grid grid-cols-[auto_minmax(0,1fr)_auto] items-center gap-x-4 gap-y-2 px-5 py-4 max-md:px-4">
      <Icon name="agent" className="size-5 self-start text-muted" />
      <div className="min-w-0">
        <h3 className="flex flex-wrap items-center gap-2 wrap-anywhere">
          <PlainText text={pairing.claimed_name || 'A program'} />
          <Tag>Unverified name</Tag>
        </h3>
        <p className="text-small text-muted">
          Asked {ago(Date.parse(pairing.created_at), now)}
          {pairing.address ? ` from ${pairing.address}` : ''}.
        </p>
      </div>
      <ActButton
        route="refusePairing"
        className="btn btn-small text-deny"
        disabled={refuse.isPending}
        onClick={() => refuse.mutate(undefined)}
      >
        {refuse.isPending ? 'Refusing…' : 'Refuse'}
      </ActButton>
      {refuse.isError && (
        <div className="col-span-3">
          <ErrorNotice error={refuse.error} title="It still waits." />
        </div>
      )}
    </li>
  );
}
