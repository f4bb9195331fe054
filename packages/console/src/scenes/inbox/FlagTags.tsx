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
interface FlagTagsProps {
  flags: readonly Flag[];
  unusual: ApprovalSummary['unusual'] | null;
}

export function FlagTags({ flags, unusual }: FlagTagsProps) {
  const shown = [...new Set(flags)].filter((flag) => WORDS[flag] !== undefined);
  const strange = unusual && unusual.values > 0 ? unusual : null;
  if (shown.length === 0 && strange === null) return null;
  return (
    <div className="mt-2 flex flex-wrap gap-2 max-md:col-span-2 max-md:row-start-3 max-md:mt-1">
      {strange && (
        <Tag tone="ask" icon="gauge">
          Unlike the last {strange.of}
        </Tag>
      )}
      {shown.map((flag) => (
        <Tag key={flag} tone={flag === 'secret' ? 'ask' : 'deny'} icon="alert">
          {WORDS[flag]}
        </Tag>
      ))}
    </div>
  );
}
