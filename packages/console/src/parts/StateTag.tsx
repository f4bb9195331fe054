import { type CallState, stateMark } from '../words/states.ts';
import { useBar } from './may.ts';
import { Tag } from './Tag.tsx';

/** What waits for people waits for whoever may answer: nobody else reads that it waits for them. */
export function StateTag({ state, forOthers = false }: { state: CallState; forOthers?: boolean }) {
  const othersDecide = useBar('approve') !== null || forOthers;
  const { word, tone, icon } = stateMark(state === 'pending' && othersDecide ? 'waiting_for_others' : state);
  return (
    <Tag tone={tone} icon={icon}>
      {word}
    </Tag>
  );
}
