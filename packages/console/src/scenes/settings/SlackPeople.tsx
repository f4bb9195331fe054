import type { NotificationsWire } from '@agentport/contract';
import type { ComponentProps } from 'react';
import { gateway } from '../../api/gateway.ts';
import { CopyBox } from '../../parts/CopyBox.tsx';
import { ErrorNotice } from '../../parts/ErrorNotice.tsx';
import { PlainText } from '../../parts/EscapedText.tsx';
import { Field } from '../../parts/Field.tsx';
import { Panel } from '../../parts/Panel.tsx';
import { StepUpCancelled } from '../../parts/step-up.tsx';
import { useAct } from '../../parts/use-act.ts';
import { usePeople } from '../people/queries.ts';
import { Choice } from './ChannelFields.tsx';

type Linked = NotificationsWire['slack_people'][number];

const TOUCHES = ['notifications', 'audit'];

/** Who a Slack user is here. Without it nobody can answer in Slack. */
export function SlackPeople({ linked, team }: { linked: readonly Linked[]; team: string }) {
  const people = (usePeople().data?.items ?? []).filter(({ status }) => status === 'active');
  const link = useAct(
    (body: { team: string; user: string; operator: string }) => gateway('linkSlackPerson', { body }),
    TOUCHES,
  );
  const unlink = useAct(
    ({ team: of, user }: Linked) => gateway('unlinkSlackPerson', { params: { team: of, user } }),
    TOUCHES,
  );
  const onSubmit: ComponentProps<'form'>['onSubmit'] = (event) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    link.mutate({ team, user: String(form.get('user')).trim(), operator: String(form.get('operator')) });
    event.currentTarget.reset();
  };
  const problem = link.error ?? unlink.error;
  return (
    <Panel title="People in Slack">
      <div className="grid gap-4">
        {problem && !(problem instanceof StepUpCancelled) && (
          <ErrorNotice error={problem} title="Nothing was changed." />
        )}
        <div className="grid gap-1.5">
          <p className="text-muted">In the Slack app, turn on interactivity and give this request address:</p>
          <CopyBox text={`${location.origin}/api/v1/slack/interactions`} label="the address" />
        </div>
        {linked.length > 0 && (
          <ul className="rows border-y border-line">
            {linked.map((person) => (
              <li key={`${person.team} ${person.user}`} className="flex flex-wrap items-center gap-3 py-2">
                <span className="min-w-0 flex-[1_1_12rem] wrap-anywhere">
                  <PlainText text={person.operator_name} />{' '}
                  <span className="font-mono text-small text-muted">{person.user}</span>
                </span>
                <button
                  className="btn btn-small"
                  type="button"
                  disabled={unlink.isPending}
                  onClick={() => unlink.mutate(person)}
                >
                  Remove<span className="sr-only"> {person.operator_name}</span>
                </button>
              </li>
            ))}
          </ul>
        )}
        <form className="grid grid-cols-2 items-end gap-3 max-md:grid-cols-1" onSubmit={onSubmit}>
          <Field label="Slack user" name="user" type="text" required autoComplete="off" placeholder="U…" />
          <Choice label="Is" name="operator" defaultValue="">
            {people.map(({ id, name }) => (
              <option key={id} value={id}>
                {name}
              </option>
            ))}
          </Choice>
          <button className="btn justify-self-start" type="submit" disabled={link.isPending}>
            {link.isPending ? 'Saving…' : 'Let them answer in Slack'}
          </button>
        </form>
      </div>
    </Panel>
  );
}
