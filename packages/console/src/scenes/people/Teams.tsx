import type { MemberWire, TeamWire } from '@agentport/contract';
import { useState } from 'react';
import { ErrorNotice } from '../../parts/ErrorNotice.tsx';
import { PlainText } from '../../parts/EscapedText.tsx';
import { Panel } from '../../parts/Panel.tsx';
import { ChangeTeam } from './ChangeTeam.tsx';
import { nameOf, useTeams } from './queries.ts';

interface TeamsProps {
  people: readonly MemberWire[];
  mayChange: boolean;
}

/** Who is told about what. A team gives no right: whoever may answer may answer everything. */
export function Teams({ people, mayChange }: TeamsProps) {
  const teams = useTeams();
  const [changing, setChanging] = useState<TeamWire | 'new' | null>(null);
  const items = teams.data?.items ?? [];
  return (
    <Panel
      title="Teams"
      end={
        mayChange && (
          <button className="btn btn-small" type="button" onClick={() => setChanging('new')}>
            Add a team
          </button>
        )
      }
      flush
    >
      {teams.isError && (
        <div className="p-5">
          <ErrorNotice error={teams.error} title="The teams could not be loaded." retry={teams.refetch} />
        </div>
      )}
      {teams.data && items.length === 0 && (
        <p className="px-5 py-4 text-muted max-md:px-4">
          None: everybody who may answer hears of every request. A team hears of those of its agents and
          connections.
        </p>
      )}
      <ul className="rows">
        {items.map((team) => (
          <li
            key={team.id}
            className="grid grid-cols-[minmax(0,1fr)_auto] items-center gap-4 px-5 py-3 max-md:px-4"
          >
            <div className="min-w-0">
              <h3 className="wrap-anywhere">
                <PlainText text={team.name} />
              </h3>
              <p className="text-small text-muted wrap-anywhere">
                <PlainText text={membersOf(team, people)} />
                <br />
                <PlainText text={routesOf(team)} />
              </p>
            </div>
            {mayChange && (
              <button className="btn btn-small" type="button" onClick={() => setChanging(team)}>
                Change…<span className="sr-only"> the team {team.name}</span>
              </button>
            )}
          </li>
        ))}
      </ul>
      {changing && (
        <ChangeTeam
          team={changing === 'new' ? null : changing}
          people={people}
          onClose={() => setChanging(null)}
        />
      )}
    </Panel>
  );
}

function membersOf({ members }: TeamWire, people: readonly MemberWire[]): string {
  if (members.length === 0) return 'Nobody yet.';
  return `${members.map((id) => nameOf(people, id)).join(', ')}.`;
}

function routesOf({ agents, connections }: TeamWire): string {
  if (agents.length + connections.length === 0) return 'Nothing comes to it yet.';
  return `Hears of ${[...agents, ...connections].join(', ')}.`;
}
