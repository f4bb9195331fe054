import type { AccountEventWire, Me } from '@agentport/contract';
import { useEffect, useState } from 'react';
import { markSeen, useOwnHistory } from '../../api/own-history.ts';
import { ErrorNotice } from '../../parts/ErrorNotice.tsx';
import { Panel } from '../../parts/Panel.tsx';
import { useNow } from '../../parts/use-now.ts';
import { ACCOUNT_EVENTS } from '../../words/account.ts';
import { ago } from '../../words/time.ts';

/** The rest is one press away. */
const FIRST = 5;

/** For whoever no mail and no browser message reaches: what changed, when and from where. */
export function History({ me }: { me: Me }) {
  const history = useOwnHistory();
  const now = useNow();
  const [all, setAll] = useState(false);
  const { data } = history;
  useEffect(() => {
    if (data) markSeen(data.items, me.person.id);
  }, [data, me.person.id]);
  const items = data?.items ?? [];
  return (
    <Panel title="What happened to your account" flush>
      {history.isError && (
        <div className="p-5 max-md:p-4">
          <ErrorNotice
            error={history.error}
            title="What happened could not be loaded."
            retry={history.refetch}
          />
        </div>
      )}
      {history.isPending && (
        <div className="p-5">
          <div className="skeleton h-14" aria-busy="true" />
        </div>
      )}
      {data && items.length === 0 && (
        <p className="p-5 text-muted max-md:p-4">
          Nothing yet. Changes to how you sign in, and sign-ins from browsers that are new here, stand here.
        </p>
      )}
      {items.length > 0 && (
        <>
          <ul className="rows">
            {items.slice(0, all ? items.length : FIRST).map((event) => (
              <Row key={event.index} event={event} now={now} />
            ))}
          </ul>
          <div className="flex flex-wrap items-center gap-x-4 gap-y-2 border-t border-line px-5 py-3 max-md:px-4">
            {!all && items.length > FIRST && (
              <button className="btn btn-small" type="button" onClick={() => setAll(true)}>
                Show {items.length - FIRST} more
              </button>
            )}
            <p className="text-small text-muted">
              Not you? Sign out everywhere below, then change what you sign in by.
            </p>
          </div>
        </>
      )}
    </Panel>
  );
}

function Row({ event, now }: { event: AccountEventWire; now: number }) {
  const { what, by, address, at, here } = event;
  return (
    <li className="px-5 py-3 max-md:px-4">
      <p className="font-medium">{ACCOUNT_EVENTS[what]}</p>
      <p className="text-small text-muted">
        <time dateTime={at}>{ago(Date.parse(at), now)}</time>
        {by !== null &&
          `, by ${by === 'local-administrator' ? 'the administrator of the machine' : 'somebody who manages people'}`}
        {address !== null && `, from ${address}`}
        {here && ', this sign-in'}
      </p>
    </li>
  );
}
