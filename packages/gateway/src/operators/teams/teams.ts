import { PERMISSIONS } from '@agentport/contract';
import type { AuditReport } from '../../audit/index.ts';
import { Fault } from '../../kernel/fault.ts';
import { isUniqueViolation, type Tx } from '../../storage/index.ts';
import type { From } from '../events.ts';
import { readName } from '../name.ts';
import type { Parts } from '../parts.ts';
import { idsHere } from '../people/store.ts';
import { deleteTeam, insertTeam, type Route, replaceTeam, routedPeople, selectTeams } from './store.ts';

const TEAMS_MAX = 200;

export interface TeamContent {
  readonly name: string;
  /** ids of people */
  readonly members: readonly string[];
  /** names of agents whose requests come to this team */
  readonly agents: readonly string[];
  /** names of connections whose requests come to it */
  readonly connections: readonly string[];
}

export interface TeamView extends TeamContent {
  readonly id: string;
}

interface TeamChange {
  readonly actor: string;
  readonly from: From;
}

/**
 * Who is told about what. A team routes messages; it gives no right: whoever may decide may decide about everything.
 * Each change throws `Fault` not_found, invalid_request or name_taken.
 */
export interface Teams {
  list(): Promise<readonly TeamView[]>;
  create(team: TeamContent & TeamChange): Promise<TeamView>;
  change(team: TeamContent & TeamChange & { readonly id: string }): Promise<TeamView>;
  remove(team: TeamChange & { readonly id: string }): Promise<void>;
  /**
   * Ids of the active people to whom requests of this agent at this connection come, and who may answer them. Empty
   * when no team was named for either: then it concerns everybody who may.
   */
  routed(request: { readonly agent: string; readonly connection: string }): Promise<readonly string[]>;
}

export function createTeams(parts: Parts): Teams {
  const { db, org } = parts;

  const write = async (
    id: string,
    kind: 'team.created' | 'team.changed',
    team: TeamContent & TeamChange,
  ): Promise<TeamView> => {
    const name = readName(team.name);
    const members = unique(team.members);
    const routes: Route[] = [
      ...unique(team.agents).map((subject) => ({ kind: 'agent' as const, subject })),
      ...unique(team.connections).map((subject) => ({ kind: 'connection' as const, subject })),
    ];
    const work = db.unit(async (tx) => {
      await requirePeople(tx, org, members);
      if (kind === 'team.created') {
        if ((await selectTeams(tx, org)).length >= TEAMS_MAX) throw tooMany();
        await insertTeam(tx, { id, org, name, created_at: parts.clock.now() });
      }
      if (!(await replaceTeam(tx, { org, id, name }, members, routes))) throw unknownTeam();
      const details = {
        team: id,
        members,
        agents: unique(team.agents),
        connections: unique(team.connections),
      };
      await parts.audit.append(tx, report(kind, team, details));
    });
    await work.catch((error: unknown) => {
      throw isUniqueViolation(error) ? nameTaken(name) : error;
    });
    return { id, name, members, agents: unique(team.agents), connections: unique(team.connections) };
  };

  return {
    async list() {
      return (await selectTeams(db.read, org)).map(({ team, members, routes }) => ({
        id: team.id,
        name: team.name,
        members,
        agents: routes.filter(({ kind }) => kind === 'agent').map(({ subject }) => subject),
        connections: routes.filter(({ kind }) => kind === 'connection').map(({ subject }) => subject),
      }));
    },

    create: (team) => write(parts.newId('tea'), 'team.created', team),
    change: (team) => write(team.id, 'team.changed', team),

    async remove({ id, actor, from }) {
      await db.unit(async (tx) => {
        if (!(await deleteTeam(tx, org, id))) throw unknownTeam();
        await parts.audit.append(tx, report('team.removed', { actor, from }, { team: id }));
      });
    },

    routed: ({ agent, connection }) =>
      routedPeople(db.read, { org, agent, connection, roles: PERMISSIONS['requests:decide'].roles }),
  };
}

function report(
  kind: Extract<AuditReport['kind'], `team.${string}`>,
  { actor, from }: TeamChange,
  details: AuditReport['details'] & object,
): AuditReport {
  return { kind, actor, requester_address: from.address, details };
}

function unique(names: readonly string[]): string[] {
  return [...new Set(names)].sort();
}

async function requirePeople(tx: Tx, org: string, members: readonly string[]): Promise<void> {
  const known = await idsHere(tx, org, members);
  if (members.every((id) => known.has(id))) return;
  throw new Fault('invalid_request', 'Somebody of this list is not here any more. Load the page again.', {
    details: { path: '/members' },
  });
}

function unknownTeam(): Fault {
  return new Fault('not_found', 'There is no such team.');
}

function nameTaken(name: string): Fault {
  return new Fault('name_taken', `There is a team called "${name}" already. Choose another name.`);
}

function tooMany(): Fault {
  return new Fault('invalid_request', `There are ${TEAMS_MAX} teams, and there can be no more. Remove one.`);
}
