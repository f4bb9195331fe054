import { Tag } from './Tag.tsx';

type Effect = 'allow' | 'ask' | 'deny';

const WORDS: Record<Effect, string> = { allow: 'Allow', ask: 'Ask', deny: 'Deny' };

/** What the policy answers: glyph, word, colour. */
export function EffectTag({ effect }: { effect: Effect }) {
  return (
    <Tag tone={effect} icon={effect}>
      {WORDS[effect]}
    </Tag>
  );
}
