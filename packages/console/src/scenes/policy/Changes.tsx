import type { PolicyVersionWire } from '@agentport/contract';
import { PlainText } from '../../parts/EscapedText.tsx';
import { Tag } from '../../parts/Tag.tsx';

type Change = PolicyVersionWire['changes'][number];

/** What a version changes; loosening first, because that is what needs a person. */
export function Changes({ changes }: { changes: readonly Change[] }) {
  if (changes.length === 0) return <p className="text-small text-muted">Nothing changed for agents.</p>;
  const sorted = [...changes].sort((a, b) => Number(b.kind === 'loosening') - Number(a.kind === 'loosening'));
  return (
    <ul className="grid gap-2">
      {sorted.map((change) => (
        <li
          key={`${change.path} ${change.what}`}
          className="grid grid-cols-[6.5rem_minmax(0,1fr)] gap-3 text-small"
        >
          <span>
            <Tag
              tone={change.kind === 'loosening' ? 'ask' : 'plain'}
              icon={change.kind === 'loosening' ? 'alert' : 'lock'}
            >
              {change.kind === 'loosening' ? 'Loosens' : 'Tightens'}
            </Tag>
          </span>
          <span className="min-w-0 wrap-anywhere">
            <PlainText text={change.what} />
            <code className="block text-muted">
              <PlainText text={change.path} />
            </code>
          </span>
        </li>
      ))}
    </ul>
  );
}

/** `2 loosen, 1 tightens`: counted apart, because they are not the same thing. */
export function changeCounts(changes: readonly Change[]): string {
  const loosening = changes.filter((change) => change.kind === 'loosening').length;
  const tightening = changes.length - loosening;
  const parts = [
    ...(loosening > 0 ? [`${loosening} ${loosening === 1 ? 'loosens' : 'loosen'}`] : []),
    ...(tightening > 0 ? [`${tightening} ${tightening === 1 ? 'tightens' : 'tighten'}`] : []),
  ];
  return parts.join(', ') || 'no change';
}
