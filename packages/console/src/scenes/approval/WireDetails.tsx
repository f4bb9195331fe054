import type { DisplayModelWire } from '@agentport/contract';
import type { ReactNode } from 'react';
import { EscapedText, PlainText } from '../../parts/EscapedText.tsx';
import { Icon } from '../../parts/Icon.tsx';
import { count, fingerprint } from '../../words/count.ts';

/** Everything else that leaves: query, headers and the size and digest of the encoded body. */
export function WireDetails({ display }: { display: DisplayModelWire }) {
  const { query = [], headers, body } = display;
  return (
    <details className="group">
      <summary className="flex min-h-11 items-center gap-2 border-t border-line px-5 py-3 text-small text-muted max-md:px-4">
        <Icon name="chevron" className="size-4 transition-transform group-open:rotate-90" />
        {summaryOf(display)}
      </summary>
      {query.map(({ name, value }) => (
        <Line key={JSON.stringify(name)}>
          ?<EscapedText segments={name} />=<EscapedText segments={value} />
        </Line>
      ))}
      {headers.map(({ name, value }) => (
        <Line key={name}>
          <PlainText text={name} />: <EscapedText segments={value} />
        </Line>
      ))}
      {body && (
        <Line>
          body: {count(body.bytes, 'byte')}, SHA-256 {fingerprint(body.sha256)}
        </Line>
      )}
      <Line>The credential is added by the gateway when it is sent. Nobody sees it.</Line>
    </details>
  );
}

function Line({ children }: { children: ReactNode }) {
  return (
    <p className="border-t border-line bg-sunken px-5 py-2.5 font-mono text-small wrap-anywhere last:rounded-b-panel max-md:px-4">
      {children}
    </p>
  );
}

function summaryOf({ query = [], headers, body }: DisplayModelWire): string {
  const parts = [
    ...(query.length > 0 ? [count(query.length, 'query value')] : []),
    count(headers.length, 'header'),
    ...(body ? [`the encoded body, ${count(body.bytes, 'byte')}`] : []),
  ];
  return parts.length > 1 ? `${parts.slice(0, -1).join(', ')} and ${parts.at(-1)}` : parts.join('');
}
