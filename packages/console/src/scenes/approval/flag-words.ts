import type { DisplayRowWire } from '@agentport/contract';
import type { Tone } from '../../parts/tone.ts';

export type RowFlag = DisplayRowWire['flags'][number];

interface FlagWords {
  readonly tone: Tone & ('ask' | 'deny');
  readonly title: string;
  readonly text: string;
  /** as a warning above the values */
  readonly one: string;
  readonly many: string;
}

/** What each remarkable thing does and why it matters. A long value is no warning: it has a gate of its own. */
export const FLAG_WORDS: Partial<Record<RowFlag, FlagWords>> = {
  hidden_character: {
    tone: 'deny',
    title: 'Hidden character.',
    text: 'Other screens would show nothing there, or turn the reading direction. What leaves is what you see here.',
    one: 'One value hides characters',
    many: 'values hide characters',
  },
  mixed_script: {
    tone: 'deny',
    title: 'Look-alike letters.',
    text: 'Some letters come from another alphabet and only look like the usual ones.',
    one: 'One value uses look-alike letters',
    many: 'values use look-alike letters',
  },
  padding: {
    tone: 'deny',
    title: 'Padding.',
    text: 'Many spaces or line breaks in a row, as if to push something out of sight.',
    one: 'One value is padded',
    many: 'values are padded',
  },
  uninspectable: {
    tone: 'deny',
    title: 'Unreadable.',
    text: 'This stands for other content, such as a file, that cannot be read here. You would approve it unseen.',
    one: 'One value cannot be read',
    many: 'values cannot be read',
  },
  secret: {
    tone: 'ask',
    title: 'It looks like a key.',
    text: 'The real value will be sent.',
    one: 'One value looks like a key',
    many: 'values look like keys',
  },
};
