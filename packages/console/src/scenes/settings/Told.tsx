import type { ChannelWire } from '@agentport/contract';
import { useAgents, useConnections } from '../../api/queries.ts';
import { Choices, withChosen } from '../../parts/Choices.tsx';
import { useTeams } from '../people/queries.ts';
import { Choice } from './ChannelFields.tsx';
import { type ChannelKind, RISKS } from './channel-words.ts';

interface ToldProps {
  channel: ChannelWire | null;
  kind: ChannelKind;
}

/** What the channel is told, and how much of it. */
export function Told({ channel, kind }: ToldProps) {
  const teams = useTeams().data?.items ?? [];
  const onlyLinks = kind === 'ntfy' || kind === 'telegram';
  return (
    <>
      <Choice label="When it is told" name="when" defaultValue={channel?.route.when ?? 'asked'}>
        <option value="asked">At once</option>
        <option value="escalated">When nobody answers</option>
      </Choice>
      {teams.length > 0 && (
        // once the teams are read, the stored one can be chosen
        <Choice
          key={teams.length}
          label="Whose requests"
          name="routed"
          defaultValue={channel?.route.team ?? ''}
        >
          <option value="">Everybody’s</option>
          {teams.map(({ id, name }) => (
            <option key={id} value={id}>
              What comes to {name}
            </option>
          ))}
        </Choice>
      )}
      <Narrowing route={channel?.route ?? null} />
      {onlyLinks ? (
        <p className="text-small text-muted">
          It says that a request waits, with a link, and nothing about it: fit for a lock screen.
        </p>
      ) : (
        <Choice
          label="What it says"
          name="detail"
          defaultValue={channel?.detail ?? (kind === 'slack' ? 'full' : 'minimal')}
          hint="It may stand on a lock screen, where everybody reads it."
        >
          <option value="minimal">Only that a request waits</option>
          <option value="title">What it is about</option>
          <option value="full">Every value that would be sent</option>
        </Choice>
      )}
    </>
  );
}

/** Risk, agents and connections: what is not narrowed stays all, those of tomorrow too. */
function Narrowing({ route }: { route: ChannelWire['route'] | null }) {
  const agents = (useAgents().data?.items ?? [])
    .filter(({ status }) => status !== 'removed')
    .map(({ id, name }) => ({ value: id, words: name }));
  const connections = (useConnections().data?.items ?? []).map(({ name }) => ({ value: name, words: name }));
  const narrowed =
    route !== null && (route.risks.length > 0 || route.agents !== null || route.connections !== null);
  return (
    <details open={narrowed}>
      <summary className="link min-h-9 content-center justify-self-start max-md:min-h-11">
        Only some risks, agents or connections
      </summary>
      <div className="mt-2 grid gap-4 border-l-2 border-line pl-4">
        <p className="text-small text-muted">
          Where nothing is chosen, it hears of all, those of tomorrow too.
        </p>
        <Choices legend="Risk" name="risk" choices={RISKS} chosen={route?.risks ?? []} />
        <Choices
          legend="Agents"
          name="agent"
          choices={withChosen(agents, route?.agents)}
          chosen={route?.agents ?? []}
        />
        <Choices
          legend="Connections"
          name="connection"
          choices={withChosen(connections, route?.connections)}
          chosen={route?.connections ?? []}
        />
      </div>
    </details>
  );
}
