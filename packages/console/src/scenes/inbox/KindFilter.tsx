import type { WaitingKindWire } from '@agentport/contract';
import { useId } from 'react';
import type { WaitingFilter } from '../../api/queries.ts';
import { navigate } from '../../router/router.tsx';
import { visibleText } from '../../words/visible.ts';
import { EVERYTHING, filterOfKind, waitingAddress } from './waiting-filter.ts';

interface KindFilterProps {
  filter: WaitingFilter;
  kinds: readonly WaitingKindWire[];
}

/** One kind of request at a time, or all of them. */
export function KindFilter({ filter, kinds }: KindFilterProps) {
  const id = useId();
  const here = waitingAddress(filter);
  const everything = waitingAddress(EVERYTHING);
  const places = kinds.map((kind) => [waitingAddress(filterOfKind(kind)), wordsOf(kind)] as const);
  const known = here === everything || places.some(([address]) => address === here);
  return (
    <div className="grid max-w-120 gap-1.5 max-md:max-w-none">
      <label className="text-small font-medium" htmlFor={id}>
        Show
      </label>
      <select id={id} className="field" value={here} onChange={(event) => navigate(event.target.value)}>
        <option value={everything}>Every request</option>
        {!known && <option value={here}>What the address names</option>}
        {places.map(([address, words]) => (
          <option key={address} value={address}>
            {words}
          </option>
        ))}
      </select>
    </div>
  );
}

function wordsOf({ agent, connection, operation, waiting }: WaitingKindWire): string {
  const words = `${agent.name}: ${operation}, ${connection} (${waiting.toLocaleString('en-GB')})`;
  return visibleText([{ t: 'text', v: words }]);
}
