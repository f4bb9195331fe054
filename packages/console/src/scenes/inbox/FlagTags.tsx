import type { ApprovalSummary } from '@agentport/contract';
import { Tag } from '../../parts/Tag.tsx';

type Flag = NonNullable<ApprovalSummary['flags']>[number];

const WORDS: Partial<Record<Flag, string>> = {
  hidden_character: 'Hidden character',
  mixed_script: 'Look-alike letters',
  padding: 'Padding',
  secret: 'Looks like a key',
  uninspectable: 'Unreadable value',
};

/** What a person must know before opening a request. Long values are no warning by themselves. */
export function FlagTags({ flags }: { flags: readonly Flag[] }) {
  const shown = [...new Set(flags)].filter((flag) => WORDS[flag] !== undefined);
  if (shown.length === 0) return null;
  return (
    <div className="mt-2 flex flex-wrap gap-2 max-md:col-span-2 max-md:row-start-3 max-md:mt-1">
      {shown.map((flag) => (
        <Tag key={flag} tone={flag === 'secret' ? 'ask' : 'deny'} icon="alert">
          {WORDS[flag]}
        </Tag>
      ))}
    </div>
  );
}
