import type { ConnectionWire } from '@agentport/contract';
import { gateway } from '../../api/gateway.ts';
import { Field } from '../../parts/Field.tsx';
import { FormSheet } from '../../parts/FormSheet.tsx';
import { useAct } from '../../parts/use-act.ts';

const SECOND_MS = 1_000;

interface ChangeLimitsProps {
  connection: ConnectionWire;
  onClose(): void;
}

/** Both ceilings at once; what is left empty is as the integration or the gateway says. */
export function ChangeLimits({ connection, onClose }: ChangeLimitsProps) {
  const { name, title, limits } = connection;
  const { concurrent_calls, deadline_ms } = limits.said;
  const change = useAct(
    async (form: FormData) => {
      const seconds = numberOf(form.get('deadline_seconds'));
      const body = {
        concurrent_calls: numberOf(form.get('concurrent_calls')),
        deadline_ms: seconds === null ? null : seconds * SECOND_MS,
      };
      await gateway('limitConnection', { params: { name }, body });
      onClose();
    },
    ['connections', 'audit'],
  );
  return (
    <FormSheet
      title={`How much ${title} carries`}
      act={change}
      trouble="Nothing was changed."
      words={['Save', 'Saving…']}
      onSubmit={change.mutate}
      onClose={onClose}
    >
      <Field
        label="Calls at one time"
        name="concurrent_calls"
        type="number"
        inputMode="numeric"
        min={1}
        max={256}
        defaultValue={concurrent_calls ?? ''}
        placeholder={concurrent_calls === null ? String(limits.concurrent_calls) : undefined}
        hint="1 to 256. The next ones wait for a place."
      />
      <Field
        label="Seconds for one call"
        name="deadline_seconds"
        type="number"
        inputMode="numeric"
        min={1}
        max={600}
        defaultValue={deadline_ms === null ? '' : deadline_ms / SECOND_MS}
        placeholder={deadline_ms === null ? String(limits.deadline_ms / SECOND_MS) : undefined}
        hint="1 to 600. A write that takes longer ends as an unknown outcome."
      />
      <p className="text-small text-muted">
        Left empty, it is as the integration or the gateway says. It holds from the next call on; approved
        requests stay approved.
      </p>
    </FormSheet>
  );
}

function numberOf(text: FormDataEntryValue | null): number | null {
  return text === null || text === '' ? null : Number(text);
}
