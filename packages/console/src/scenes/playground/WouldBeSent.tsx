import type { Explanation } from '@agentport/contract';
import { PlainText } from '../../parts/EscapedText.tsx';
import { Facts, Panel } from '../../parts/Panel.tsx';

const text = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value));
/** Members that have a row of their own, or say nothing to a person. */
const OWN = new Set([
  'kind',
  'method',
  'origin',
  'path',
  'query',
  'headers',
  'credential',
  'body',
  'body_bytes',
]);

/** What would leave: the action of this very call, with the credential as a named slot. */
export function WouldBeSent({ wire, denied }: { wire: Explanation['wire']; denied: boolean }) {
  const pairs = (value: unknown) => (Array.isArray(value) ? (value as [string, string][]) : []);
  const others = Object.entries(wire).filter(([name]) => !OWN.has(name));
  const method = typeof wire.method === 'string' ? wire.method : null;
  return (
    <Panel title={denied ? 'What it asked to send' : 'What would be sent'}>
      <Facts
        facts={[
          ['To', method && <Mono key="to" value={`${method} ${text(wire.origin)}${text(wire.path)}`} />],
          [
            'Query',
            <Lines key="query" lines={pairs(wire.query).map(([name, value]) => `${name}=${value}`)} />,
          ],
          [
            'Headers',
            <Lines key="headers" lines={pairs(wire.headers).map(([name, value]) => `${name}: ${value}`)} />,
          ],
          ['Credential', <PlainText key="credential" text={text(wire.credential)} />],
          ['Body', typeof wire.body === 'string' ? <Mono key="body" value={wire.body} /> : null],
          ...others.map(([name, value]) => [name, <Mono key={name} value={text(value)} />] as const),
        ]}
      />
    </Panel>
  );
}

function Mono({ value }: { value: string }) {
  return (
    <code className="wrap-anywhere">
      <PlainText text={value} />
    </code>
  );
}

function Lines({ lines }: { lines: readonly string[] }) {
  if (lines.length === 0) return <span className="text-muted">none</span>;
  return lines.map((line) => (
    <span key={line} className="block">
      <Mono value={line} />
    </span>
  ));
}
