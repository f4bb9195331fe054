import type { NotificationSettings } from '@agentport/contract';
import { type ComponentProps, useState } from 'react';
import { gateway } from '../../api/gateway.ts';
import { ErrorNotice } from '../../parts/ErrorNotice.tsx';
import { Field } from '../../parts/Field.tsx';
import { Panel } from '../../parts/Panel.tsx';
import { StepUpCancelled } from '../../parts/step-up.tsx';
import { useAct } from '../../parts/use-act.ts';

/** Quiet hours, the reminder and the escalation: one form, one save. */
export function WhenTold({ settings }: { settings: NotificationSettings }) {
  const [quiet, setQuiet] = useState(settings.quiet !== null);
  const save = useAct(
    (body: NotificationSettings) => gateway('saveNotificationSettings', { body }),
    ['notifications', 'audit'],
  );
  const onSubmit: ComponentProps<'form'>['onSubmit'] = (event) => {
    event.preventDefault();
    save.mutate(settingsOf(new FormData(event.currentTarget)));
  };
  const here = Intl.DateTimeFormat().resolvedOptions().timeZone;
  return (
    <Panel title="When people are told">
      <form className="grid gap-4" onSubmit={onSubmit} onChange={() => save.reset()}>
        {save.error && !(save.error instanceof StepUpCancelled) && (
          <ErrorNotice error={save.error} title="Nothing was changed." />
        )}
        <div className="grid grid-cols-2 items-end gap-3 max-md:grid-cols-1">
          <Minutes
            label="Remind after"
            name="remind"
            value={settings.remind_after}
            hint="Minutes without an answer; empty for never."
          />
          <Minutes
            label="Escalate after"
            name="escalate"
            value={settings.escalate_after}
            hint="Channels “when nobody answers” are told then."
          />
        </div>
        <label className="flex min-h-11 items-center gap-3">
          <input
            className="size-4.5 flex-none accent-ink"
            type="checkbox"
            name="quiet"
            checked={quiet}
            onChange={(event) => setQuiet(event.target.checked)}
          />
          <span>
            Quiet hours
            <span className="block text-small text-muted">
              Messages wait until they are over. A request that ends meanwhile is denied, as always.
            </span>
          </span>
        </label>
        {quiet && (
          <div className="grid gap-3 border-l-2 border-line pl-4">
            <div className="grid grid-cols-2 gap-3">
              <Field
                label="From"
                name="from"
                type="time"
                required
                defaultValue={settings.quiet?.from ?? '22:00'}
              />
              <Field label="To" name="to" type="time" required defaultValue={settings.quiet?.to ?? '07:00'} />
            </div>
            <Field
              label="Time zone"
              name="zone"
              type="text"
              required
              autoComplete="off"
              defaultValue={settings.quiet?.time_zone ?? here}
            />
            <label className="flex min-h-11 items-center gap-3">
              <input
                className="size-4.5 flex-none accent-ink"
                type="checkbox"
                name="except_high"
                defaultChecked={settings.quiet?.except_high ?? true}
              />
              High risk comes through
            </label>
          </div>
        )}
        <div className="flex items-center gap-3">
          <button className="btn btn-ink" type="submit" disabled={save.isPending}>
            {save.isPending ? 'Saving…' : 'Save'}
          </button>
          <span className="text-small text-muted" role="status">
            {save.isSuccess && 'Saved.'}
          </span>
        </div>
      </form>
    </Panel>
  );
}

function Minutes(props: { label: string; name: string; value: number | null; hint: string }) {
  const { label, name, value, hint } = props;
  return (
    <Field
      label={label}
      name={name}
      type="number"
      min={1}
      max={1440}
      defaultValue={value ?? ''}
      hint={hint}
    />
  );
}

function settingsOf(form: FormData): NotificationSettings {
  const minutes = (name: string) => (form.get(name) ? Number(form.get(name)) : null);
  const text = (name: string) => String(form.get(name) ?? '').trim();
  return {
    remind_after: minutes('remind'),
    escalate_after: minutes('escalate'),
    quiet: form.has('quiet')
      ? { from: text('from'), to: text('to'), time_zone: text('zone'), except_high: form.has('except_high') }
      : null,
  };
}
