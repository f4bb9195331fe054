import { gateway } from '../../api/gateway.ts';
import { Field } from '../../parts/Field.tsx';
import { FormSheet } from '../../parts/FormSheet.tsx';
import { useAct } from '../../parts/use-act.ts';
import { ReachChoice, reachOf } from './ReachChoice.tsx';
import { DAYS_DEFAULT } from './token-days.ts';

/** Code, name and reach of a program that waits. Nothing is given before somebody chose it: no box is ticked. */
export function AcceptPairing({ onClose }: { onClose(): void }) {
  const accept = useAct(
    async (form: FormData) => {
      await gateway('acceptPairing', {
        body: {
          code: String(form.get('code')),
          name: String(form.get('name')).trim(),
          connections: reachOf(form),
          expires_in_days: DAYS_DEFAULT,
        },
      });
      onClose();
    },
    ['pairings', 'agents', 'audit'],
  );
  return (
    <FormSheet
      title="Let a program in"
      act={accept}
      trouble="Nobody was let in."
      words={['Let it in', 'Letting in…']}
      onSubmit={(form) => accept.mutate(form)}
      onClose={onClose}
    >
      <Field
        label="Its code"
        name="code"
        type="text"
        autoCapitalize="characters"
        spellCheck={false}
        maxLength={20}
        required
        autoFocus
        hint="The program shows it, such as K7QM-2XRW. Never type one that somebody sent you."
      />
      <Field
        label="Name"
        name="name"
        type="text"
        maxLength={40}
        required
        hint="You choose it. People see it on every request."
      />
      <ReachChoice given={[]} />
      <p className="text-small text-muted">
        Its token ends after {DAYS_DEFAULT} days. The policy still decides about every request.
      </p>
    </FormSheet>
  );
}
