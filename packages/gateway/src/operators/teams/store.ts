import type { Kysely, Selectable } from 'kysely';
import type { Tx } from '../../storage/index.ts';
import type { TeamMemberTable, TeamRouteTable, TeamTable } from '../../storage/schema/teams.ts';
import type { Schema } from '../../storage/schema.ts';

type Reader = Kysely<Schema>;
export type Route = Pick<Selectable<TeamRouteTable>, 'kind' | 'subject'>;

/** One team as it is stored, with whom it holds and what comes to it. */
export interface StoredTeam {
  readonly team: Selectable<TeamTable>;
  readonly members: readonly string[];
  readonly routes: readonly Route[];
}

export async function selectTeams(db: Reader, org: string): Promise<StoredTeam[]> {
  const teams = await db.selectFrom('teams').selectAll().where('org', '=', org).orderBy('name').execute();
  const members = await db
    .selectFrom('team_members')
    .selectAll()
    .where('org', '=', org)
    .orderBy('operator_id')
    .execute();
  const routes = await db
    .selectFrom('team_routes')
    .selectAll()
    .where('org', '=', org)
    .orderBy('kind')
    .orderBy('subject')
    .execute();
  return teams.map((team) => ({
    team,
    members: members.filter((row: TeamMemberTable) => row.team_id === team.id).map((row) => row.operator_id),
    routes: routes.filter((row) => row.team_id === team.id).map(({ kind, subject }) => ({ kind, subject })),
  }));
}

export async function insertTeam(tx: Tx, team: TeamTable): Promise<void> {
  await tx.insertInto('teams').values(team).execute();
}

/** Writes name, members and routes anew; false when there is no such team. */
export async function replaceTeam(
  tx: Tx,
  team: { org: string; id: string; name: string },
  members: readonly string[],
  routes: readonly Route[],
): Promise<boolean> {
  const { org, id } = team;
  const named = await tx
    .updateTable('teams')
    .set({ name: team.name })
    .where('org', '=', org)
    .where('id', '=', id)
    .executeTakeFirst();
  if (named.numUpdatedRows !== 1n) return false;
  await emptyTeam(tx, org, id);
  if (members.length > 0) {
    const rows = members.map((operator_id) => ({ org, team_id: id, operator_id }));
    await tx.insertInto('team_members').values(rows).execute();
  }
  if (routes.length > 0) {
    const rows = routes.map((route) => ({ org, team_id: id, ...route }));
    await tx.insertInto('team_routes').values(rows).execute();
  }
  return true;
}

export async function deleteTeam(tx: Tx, org: string, id: string): Promise<boolean> {
  await emptyTeam(tx, org, id);
  const result = await tx.deleteFrom('teams').where('org', '=', org).where('id', '=', id).executeTakeFirst();
  return result.numDeletedRows === 1n;
}

async function emptyTeam(tx: Tx, org: string, id: string): Promise<void> {
  await tx.deleteFrom('team_members').where('org', '=', org).where('team_id', '=', id).execute();
  await tx.deleteFrom('team_routes').where('org', '=', org).where('team_id', '=', id).execute();
}

/** Active people of the given roles in a team to which the agent or the connection is routed. */
export async function routedPeople(
  db: Reader,
  where: { org: string; agent: string; connection: string; roles: readonly TeamRole[] },
): Promise<string[]> {
  const rows = await db
    .selectFrom('team_routes as r')
    .innerJoin('team_members as m', (join) =>
      join.onRef('m.team_id', '=', 'r.team_id').onRef('m.org', '=', 'r.org'),
    )
    .innerJoin('operators as o', 'o.id', 'm.operator_id')
    .select('o.id')
    .distinct()
    .where('r.org', '=', where.org)
    .where((eb) =>
      eb.or([
        eb.and([eb('r.kind', '=', 'agent'), eb('r.subject', '=', where.agent)]),
        eb.and([eb('r.kind', '=', 'connection'), eb('r.subject', '=', where.connection)]),
      ]),
    )
    .where('o.status', '=', 'active')
    .where('o.role', 'in', [...where.roles])
    .orderBy('o.id')
    .execute();
  return rows.map((row) => row.id);
}

type TeamRole = Schema['operators']['role'];
