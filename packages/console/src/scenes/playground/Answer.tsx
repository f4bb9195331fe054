import type { Explanation, RouteReply } from '@agentport/contract';
import { ActProblem } from '../../parts/ActProblem.tsx';
import { Empty } from '../../parts/Empty.tsx';
import { PlayedCall } from './PlayedCall.tsx';
import { WhatWouldHappen } from './WhatWouldHappen.tsx';

interface Act<T> {
  readonly data: T | undefined;
  readonly error: unknown;
}

interface AnswerProps {
  explain: Act<Explanation>;
  play: Act<RouteReply<'playCall'>>;
  /** makes the same call again: collects the answer of one that was approved */
  onAgain(): void;
}

export function Answer({ explain, play, onAgain }: AnswerProps) {
  if (explain.error) {
    return <ActProblem error={explain.error} title="It would not get as far as the policy." />;
  }
  if (play.error) return <ActProblem error={play.error} title="Nothing was called." />;
  if (play.data) return <PlayedCall played={play.data} onAgain={onAgain} />;
  if (explain.data) return <WhatWouldHappen answer={explain.data} />;
  return (
    <Empty icon="gate" title="The answer appears here.">
      Effect, the rule that gave it, and what exactly would be sent.
    </Empty>
  );
}
