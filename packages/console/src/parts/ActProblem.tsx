import { ErrorNotice } from './ErrorNotice.tsx';
import { StepUpCancelled } from './step-up.tsx';

interface ActProblemProps {
  /** of an act: null while nothing went wrong */
  error: unknown;
  /** says what did not happen */
  title: string;
}

/** Why an act did not happen; closing the question for the second factor is no problem. */
export function ActProblem({ error, title }: ActProblemProps) {
  if (error === null || error === undefined || error instanceof StepUpCancelled) return null;
  return <ErrorNotice error={error} title={title} />;
}
