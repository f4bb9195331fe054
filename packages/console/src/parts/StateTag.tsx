import { type CallState, stateMark } from '../words/states.ts';
import { Tag } from './Tag.tsx';

export function StateTag({ state }: { state: CallState }) {
  const { word, tone, icon } = stateMark(state);
  return (
    <Tag tone={tone} icon={icon}>
      {word}
    </Tag>
  );
}
