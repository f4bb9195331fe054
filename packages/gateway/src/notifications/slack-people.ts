import { Fault } from '../kernel/fault.ts';
import { DECIDING_ROLES } from './deciders.ts';
import type { NotificationParts } from './parts.ts';

/** Who a Slack user is here: said by a person who may change settings, and by nothing else. */
export interface SlackPeople {
  list(): Promise<readonly { team: string; user: string; operator: string; operatorName: string }[]>;
  link(person: { team: string; user: string; operator: string }, actor: string): Promise<void>;
  unlink(person: { team: string; user: string }, actor: string): Promise<void>;
  /** the operator a Slack user may answer for; null when there is none who may answer */
  deciderOf(team: string, user: string): Promise<string | null>;
}

export function createSlackPeople(parts: NotificationParts): SlackPeople {
  const { org, db } = parts;
  return {
    async list() {
      const rows = await db.read
        .selectFrom('slack_people')
        .innerJoin('operators', 'operators.id', 'slack_people.operator_id')
        .select([
          'slack_people.team',
          'slack_people.slack_user',
          'slack_people.operator_id',
          'operators.name',
        ])
        .where('slack_people.org', '=', org)
        .orderBy('slack_people.created_at')
        .limit(500)
        .execute();
      return rows.map((row) => ({
        team: row.team,
        user: row.slack_user,
        operator: row.operator_id,
        operatorName: row.name,
      }));
    },
    async link({ team, user, operator }, actor) {
      await db.unit(async (tx) => {
        const known = await tx
          .selectFrom('operators')
          .select('id')
          .where('org', '=', org)
          .where('id', '=', operator)
          .where('status', '=', 'active')
          .executeTakeFirst();
        if (!known) throw new Fault('not_found', 'There is no such person.');
        const changed = { operator_id: operator, created_at: parts.clock.now(), created_by: actor };
        await tx
          .insertInto('slack_people')
          .values({ org, team, slack_user: user, ...changed })
          .onConflict((conflict) => conflict.columns(['org', 'team', 'slack_user']).doUpdateSet(changed))
          .execute();
        const details = { team, user, operator };
        await parts.audit.append(tx, { kind: 'slack_person.linked', actor, org, details });
      });
    },
    async unlink({ team, user }, actor) {
      await db.unit(async (tx) => {
        await tx
          .deleteFrom('slack_people')
          .where('org', '=', org)
          .where('team', '=', team)
          .where('slack_user', '=', user)
          .execute();
        await parts.audit.append(tx, { kind: 'slack_person.unlinked', actor, org, details: { team, user } });
      });
    },
    async deciderOf(team, user) {
      const row = await db.read
        .selectFrom('slack_people')
        .innerJoin('operators', 'operators.id', 'slack_people.operator_id')
        .select('operators.id')
        .where('slack_people.org', '=', org)
        .where('slack_people.team', '=', team)
        .where('slack_people.slack_user', '=', user)
        .where('operators.status', '=', 'active')
        .where('operators.role', 'in', DECIDING_ROLES)
        .executeTakeFirst();
      return row?.id ?? null;
    },
  };
}
