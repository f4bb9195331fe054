import { useMutation } from '@tanstack/react-query';
import { knowledge } from '../api/gateway.ts';
import { StepUpCancelled, useStepUp } from './step-up.tsx';

/**
 * A change a person makes: asks for the second factor where the gateway wants it, then reads again what it changed.
 * @param touches first words of the queries that may look different afterwards
 */
export function useAct<Input, Result>(act: (input: Input) => Promise<Result>, touches: readonly string[]) {
  const stepped = useStepUp();
  return useMutation({
    mutationFn: (input: Input) => stepped(() => act(input)),
    onSettled: async (_result, error) => {
      if (error instanceof StepUpCancelled) return;
      await Promise.all(touches.map((key) => knowledge.invalidateQueries({ queryKey: [key] })));
    },
  });
}
