import type { PolicyWire } from '@agentport/contract';
import { useState } from 'react';
import { usePolicy } from '../../api/queries.ts';
import { ActButton } from '../../parts/ActButton.tsx';
import { EffectTag } from '../../parts/EffectTag.tsx';
import { ErrorNotice } from '../../parts/ErrorNotice.tsx';
import { PlainText } from '../../parts/EscapedText.tsx';
import { Panel } from '../../parts/Panel.tsx';
import { Skeleton } from '../../parts/Skeleton.tsx';
import { PolicyEditor } from './PolicyEditor.tsx';
import { sentencesOf } from './sentences.ts';

/** What holds now: as sentences, as text, and on larger screens to edit. */
export function ActivePolicy() {
  const policy = usePolicy();
  const [editing, setEditing] = useState(false);
  if (policy.isError) {
    return (
      <ErrorNotice
        error={policy.error}
        title="The active policy could not be loaded."
        retry={policy.refetch}
      />
    );
  }
  if (!policy.data) return <Skeleton label="Loading the active policy" />;
  if (editing) {
    return <PolicyEditor key={policy.data.number} policy={policy.data} onClose={() => setEditing(false)} />;
  }
  return (
    <Panel
      title={policy.data.number === 0 ? 'What holds now' : `What holds now, version ${policy.data.number}`}
      end={
        <ActButton
          route="proposePolicy"
          className="btn btn-small max-md:hidden"
          onClick={() => setEditing(true)}
        >
          Edit
        </ActButton>
      }
      flush
    >
      <Sentences policy={policy.data} />
      <details className="border-t border-line">
        <summary className="link px-5 py-3 text-small max-md:px-4">As text</summary>
        <pre className="border-t border-line bg-sunken px-5 py-4 font-mono text-small whitespace-pre-wrap wrap-anywhere max-md:px-4">
          {policy.data.text || '# Nothing is said: the defaults of the integrations hold.'}
        </pre>
      </details>
    </Panel>
  );
}

function Sentences({ policy }: { policy: PolicyWire }) {
  const sentences = sentencesOf(policy);
  return (
    <ul className="rows">
      {sentences.map(({ key, effect, text, place }) => (
        <li
          key={key}
          className="grid grid-cols-[4.75rem_minmax(0,1fr)_auto] items-center gap-x-3 px-5 py-2.5 max-md:grid-cols-[4.75rem_minmax(0,1fr)] max-md:px-4"
        >
          <span className="flex">
            <EffectTag effect={effect} />
          </span>
          <span className="min-w-0 wrap-anywhere">
            <PlainText text={text} />
          </span>
          <span className="text-small text-muted wrap-anywhere max-md:col-start-2">{place}</span>
        </li>
      ))}
      <li className="px-5 py-2.5 text-small text-muted max-md:px-4">
        {sentences.length === 0 ? 'Nothing is said.' : 'Everything else:'} the defaults of each integration
        hold; reading is allowed, changes are asked, what nobody knows is denied.
      </li>
    </ul>
  );
}
