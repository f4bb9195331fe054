import type { ConnectionWire } from '@agentport/contract';
import { CONNECTION_LIMIT_RANGES } from '@agentport/contract/limits';
import { gateway } from '../../api/gateway.ts';
import { Field } from '../../parts/Field.tsx';
import { FormSheet } from '../../parts/FormSheet.tsx';
import { useAct } from '../../parts/use-act.ts';

const SECOND_MS = 1_000;
const [CALLS_LEAST, CALLS_MOST] = CONNECTION_LIMIT_RANGES.concurrent_calls;
const [SECONDS_LEAST, SECONDS_MOST] = CONNECTION_LIMIT_RANGES.deadline_ms.map((ms) => ms / SECOND_MS);

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
        min={CALLS_LEAST}
        max={CALLS_MOST}
        defaultValue={concurrent_calls ?? ''}
        placeholder={concurrent_calls === null ? String(limits.concurrent_calls) : undefined}
        hint={`${CALLS_LEAST} to ${CALLS_MOST}. The next ones wait for a place.`}
      />
      <Field
        label="Seconds for one call"
        name="deadline_seconds"
        type="number"
        inputMode="numeric"
        min={SECONDS_LEAST}
        max={SECONDS_MOST}
        defaultValue={deadline_ms === null ? '' : deadline_ms / SECOND_MS}
        placeholder={deadline_ms === null ? String(limits.deadline_ms / SECOND_MS) : undefined}
        hint={`${SECONDS_LEAST} to ${SECONDS_MOST}. A write that takes longer ends as an unknown outcome.`}
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
