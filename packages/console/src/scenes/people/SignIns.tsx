import type { MemberWire } from '@agentport/contract';
import { ErrorNotice } from '../../parts/ErrorNotice.tsx';
import { PlainText } from '../../parts/EscapedText.tsx';
import { Panel } from '../../parts/Panel.tsx';
import { deviceWords } from '../../words/device.ts';
import { ago } from '../../words/time.ts';
import { nameOf, useSignIns } from './queries.ts';

/** Where everybody is signed in; ending one is done with the person, above. */
export function SignIns({ people, now }: { people: readonly MemberWire[]; now: number }) {
  const signIns = useSignIns();
  const items = signIns.data?.items ?? [];
  if (signIns.isError) {
    return (
      <ErrorNotice error={signIns.error} title="The sign-ins could not be loaded." retry={signIns.refetch} />
    );
  }
  return (
    <Panel title="Signed in" end="End somebody’s by Change…" flush>
      <ul className="rows max-h-96 overflow-y-auto" tabIndex={-1}>
        {items.map((signIn) => (
          <li
            key={signIn.id}
            className="grid grid-cols-[minmax(0,1fr)_minmax(0,1fr)_10rem] gap-x-4 px-5 py-2.5 text-small max-md:grid-cols-[minmax(0,1fr)_auto] max-md:px-4"
          >
            <span className="truncate font-medium">
              <PlainText text={nameOf(people, signIn.person_id)} />
              {signIn.current && <span className="font-normal text-muted"> (this one)</span>}
            </span>
            <span className="truncate text-muted max-md:order-last max-md:col-span-2">
              <PlainText text={deviceWords(signIn.user_agent)} />
              {signIn.address && `, ${signIn.address}`}
            </span>
            <span className="text-right text-muted">{ago(Date.parse(signIn.started_at), now)}</span>
          </li>
        ))}
      </ul>
    </Panel>
  );
}
