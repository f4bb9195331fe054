import { usePolicy } from '../../api/queries.ts';
import { ActButton } from '../../parts/ActButton.tsx';
import { ErrorNotice } from '../../parts/ErrorNotice.tsx';
import { POLICY_TOUCHES, savePolicy } from '../../parts/save-policy.ts';
import { useStepUp } from '../../parts/step-up.tsx';
import { useAct } from '../../parts/use-act.ts';

/** The console's part as an earlier version had it, as a new version; the file's part stays as the file says. */
export function RollBack({ number }: { number: number }) {
  const base = usePolicy().data?.number;
  const stepped = useStepUp();
  const back = useAct(
    async (from: number) => savePolicy({ base: from, roll_back_to: number }, stepped),
    POLICY_TOUCHES,
  );
  if (base === undefined) return null;
  return (
    <div className="grid gap-3">
      <p>
        <ActButton
          route="proposePolicy"
          className="btn btn-small"
          disabled={back.isPending}
          onClick={() => back.mutate(base)}
        >
          {back.isPending ? 'Going back…' : `Roll back to version ${number}`}
        </ActButton>
      </p>
      <p className="text-small text-muted">
        Only what this console owns goes back, as a new version. What loosens needs your second factor.
      </p>
      {back.isError && <ErrorNotice error={back.error} title="What held before still holds." />}
    </div>
  );
}
