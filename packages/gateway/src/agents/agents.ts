import type { AuditReport } from '../audit/entry.ts';
import type { NewId } from '../kernel/ids.ts';
import { mapPage, type Page, type PageQuery, pageOf } from '../kernel/page.ts';
import type { Random } from '../kernel/random.ts';
import { isUniqueViolation } from '../storage/constraint.ts';
import type { Database, Tx } from '../storage/database.ts';
import { lock } from '../storage/index.ts';
import type { AgentTable } from '../storage/schema/agents.ts';
import { type Authenticate, createAuthenticate } from './authenticate.ts';
import { storedConnections } from './given.ts';
import { badName, nameTaken, unknownAgent, unknownPerson, unknownToken } from './refusals.ts';
import {
  endOthers,
  insertAgent,
  insertToken,
  isHere,
  moveAgent,
  moveTokenEnd,
  revokeTokens,
  selectAgent,
  selectAgents,
  selectNamed,
  selectTokens,
  tokenQuery,
  updateOwner,
  updateReach,
} from './store.ts';
import { mintToken, tokenDigest } from './token.ts';
import { type AgentView, viewAgent } from './view.ts';

export interface AgentsOptions {
  readonly db: Database;
  readonly random: Random;
  readonly newId: NewId;
  /** writes one entry inside the same unit: no entry, no change */
  readonly audit: { append(tx: Tx, report: AuditReport): Promise<unknown> };
}

/** `actor` is who makes it happen: `opr_…` or `local-administrator`. */
interface Change {
  readonly org: string;
  readonly id: string;
  readonly actor: string;
}

export interface NewAgent {
  readonly org: string;
  readonly name: string;
  readonly tools: AgentTable['tools'];
  /** names of the only connections it may ask for; null or absent: every one, those of tomorrow too */
  readonly connections?: readonly string[] | null;
  /** people may play as it; never changed later. Absent: they may not */
  readonly test?: boolean;
  /** null: never expires */
  readonly expiresInDays: number | null;
  /** a person who makes it also looks after it */
  readonly actor: string;
}

/** How long a token is good for, in one of the two; null or neither: it never expires. */
export interface TokenLifetime {
  readonly expiresInDays?: number | null;
  readonly expiresInMinutes?: number | null;
  /** when the agent's other tokens end at the latest; absent: as they would */
  readonly oldEndInHours?: number | null;
}

/** The token stands here once, and nowhere else: only its digest is kept. */
export interface AgentWithToken {
  readonly agent: AgentView;
  readonly tokenId: string;
  readonly token: string;
}

/** Who may knock: agents and their tokens. Throws `Fault('not_found')` for an agent that does not exist. */
export interface Agents {
  readonly authenticate: Authenticate;
  /** @throws Fault `name_taken`, `invalid_request` */
  create(agent: NewAgent): Promise<AgentWithToken>;
  /** live ones, by name */
  list(org: string, page: PageQuery): Promise<Page<AgentView>>;
  /** ids of live ones in whose name `text` stands, at most `limit` */
  named(org: string, text: string, limit: number): Promise<readonly string[]>;
  /** by id (removed ones too) or by name */
  find(org: string, idOrName: string): Promise<AgentView | null>;
  /** @param connections names of the only ones it may ask for; null: every one, those of tomorrow too */
  give(change: Change, connections: readonly string[] | null): Promise<AgentView>;
  /** @param ownerId the person who looks after it from now on; null: nobody. @throws Fault `invalid_request` */
  handOver(change: Change, ownerId: string | null): Promise<AgentView>;
  /** Another end for a token that still counts. @param days from now; null: none. @throws Fault `not_found` */
  moveEnd(change: Change & { readonly tokenId: string }, days: number | null): Promise<AgentView>;
  /** for good: revokes every token, frees the name */
  remove(change: Change): Promise<void>;
  /** an agent without a token yet, inside the caller's unit. @throws Fault `name_taken`, `invalid_request` */
  createIn(tx: Tx, agent: Omit<NewAgent, 'expiresInDays'>): Promise<AgentView>;
  /** one more token; the old ones go on until revoked */
  rotate(change: Change & TokenLifetime): Promise<AgentWithToken>;
  rotateIn(tx: Tx, change: Change & TokenLifetime): Promise<AgentWithToken>;
  revoke(change: Change & { readonly tokenId: string }): Promise<void>;
  /**
   * Latched: nothing it asks is done until `release`. Stopping a stopped agent changes nothing.
   * @param alsoInUnit what must become durable together with the stop
   */
  stop(change: Change, alsoInUnit?: (tx: Tx) => Promise<void>): Promise<AgentView>;
  release(change: Change): Promise<AgentView>;
}

const NAME = /^(?!agt_)[a-z0-9][a-z0-9._-]{0,39}$/;
const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;
const MINUTE_MS = 60_000;

export function createAgents(options: AgentsOptions): Agents {
  const { db, audit } = options;
  const byToken = tokenQuery(db.read);

  const read = async (reader: Database['read'] | Tx, org: string, id: string): Promise<AgentView> => {
    const agent = await selectAgent(reader, org, { id });
    if (agent === null) throw unknownAgent();
    return viewAgent(agent, await selectTokens(reader, org, [id]));
  };

  const addToken = async (tx: Tx, change: Change, lifetime: TokenLifetime) => {
    const tokenId = options.newId('tok');
    const token = mintToken(tokenId, options.random);
    await insertToken(
      tx,
      { id: tokenId, org: change.org, agent_id: change.id, token_sha256: tokenDigest(token) },
      lifetimeMs(lifetime),
    );
    await audit.append(tx, {
      kind: 'token.created',
      ...about(change),
      token_id: tokenId,
      details: {
        expires_in_days: lifetime.expiresInDays ?? null,
        ...(lifetime.expiresInMinutes == null ? {} : { expires_in_minutes: lifetime.expiresInMinutes }),
        ...(lifetime.oldEndInHours == null ? {} : { old_end_in_hours: lifetime.oldEndInHours }),
      },
    });
    return { tokenId, token };
  };

  const createIn = async (tx: Tx, agent: Omit<NewAgent, 'expiresInDays'>): Promise<AgentView> => {
    const { org, name, tools, actor } = agent;
    if (!NAME.test(name)) throw badName(name);
    if ((await selectAgent(tx, org, { name })) !== null) throw nameTaken(name);
    const id = options.newId('agt');
    const connections = storedConnections(agent.connections ?? null);
    const owner_id = actor.startsWith('opr_') ? actor : null;
    const test = agent.test ? 1 : null;
    await insertAgent(tx, { id, org, name, tools, connections, owner_id, test });
    const given = connections === null ? {} : { connections: JSON.parse(connections) as string[] };
    await audit.append(tx, {
      kind: 'agent.created',
      ...about({ org, id, actor }),
      details: { name, tools, ...given, ...(agent.test ? { test: true } : {}) },
    });
    return read(tx, org, id);
  };

  const rotateIn = async (tx: Tx, change: Change & TokenLifetime): Promise<AgentWithToken> => {
    const agent = await read(tx, change.org, change.id);
    if (agent.status === 'removed') throw unknownAgent();
    const made = await addToken(tx, change, change);
    if (change.oldEndInHours != null) {
      await endOthers(tx, { ...tokensOf(change), keep: made.tokenId }, change.oldEndInHours * HOUR_MS);
    }
    return { agent: await read(tx, change.org, change.id), ...made };
  };

  /** One step of an agent's life with its entry; nothing happens twice. */
  const step = (
    change: Change,
    kind: 'agent.stopped' | 'agent.released' | 'agent.removed',
    from: readonly AgentTable['status'][],
    status: AgentTable['status'],
    alsoInUnit: (tx: Tx) => Promise<void> = async () => undefined,
  ) =>
    db.unit(async (tx) => {
      await lock(tx, 'fence', change.org);
      const stoppedBy = status === 'stopped' ? change.actor : null;
      const moved = await moveAgent(tx, { org: change.org, id: change.id, from }, { status, stoppedBy });
      if (moved && status === 'removed') await revokeTokens(tx, { ...tokensOf(change), tokenId: null });
      if (moved) await audit.append(tx, { kind, ...about(change) });
      await alsoInUnit(tx);
      return read(tx, change.org, change.id);
    });

  return {
    authenticate: createAuthenticate((tokenId, tx) => byToken(tx ?? db.read, tokenId)),

    create(agent) {
      const work = db.unit(async (tx) => {
        const { id, org } = await createIn(tx, agent);
        return rotateIn(tx, { org, id, actor: agent.actor, expiresInDays: agent.expiresInDays });
      });
      return work.catch((error: unknown) => {
        throw isUniqueViolation(error) ? nameTaken(agent.name) : error;
      });
    },

    createIn,

    async list(org, page) {
      const found = pageOf(await selectAgents(db.read, org, page), page.limit, ({ name }) => name);
      const ids = found.items.map(({ id }) => id);
      const tokens = await selectTokens(db.read, org, ids);
      return mapPage(found, (agent) => viewAgent(agent, tokens));
    },

    named: (org, text, limit) => selectNamed(db.read, org, text, limit),

    async find(org, idOrName) {
      const key = idOrName.startsWith('agt_') ? { id: idOrName } : { name: idOrName };
      const agent = await selectAgent(db.read, org, key);
      return agent === null ? null : viewAgent(agent, await selectTokens(db.read, org, [agent.id]));
    },

    give: (change, connections) =>
      db.unit(async (tx) => {
        await lock(tx, 'fence', change.org);
        if ((await read(tx, change.org, change.id)).status === 'removed') throw unknownAgent();
        const stored = storedConnections(connections);
        await updateReach(tx, change, stored);
        const given = stored === null ? null : (JSON.parse(stored) as string[]);
        await audit.append(tx, { kind: 'agent.changed', ...about(change), details: { connections: given } });
        return read(tx, change.org, change.id);
      }),

    handOver: (change, ownerId) =>
      db.unit(async (tx) => {
        if ((await read(tx, change.org, change.id)).status === 'removed') throw unknownAgent();
        if (ownerId !== null && !(await isHere(tx, change.org, ownerId))) throw unknownPerson();
        await updateOwner(tx, change, ownerId);
        await audit.append(tx, { kind: 'agent.changed', ...about(change), details: { owner: ownerId } });
        return read(tx, change.org, change.id);
      }),

    moveEnd: (change, days) =>
      db.unit(async (tx) => {
        const { tokenId } = change;
        const moved = await moveTokenEnd(
          tx,
          { ...tokensOf(change), tokenId },
          days === null ? null : days * DAY_MS,
        );
        if (!moved) throw unknownToken();
        const details = { expires_in_days: days };
        await audit.append(tx, { kind: 'token.changed', ...about(change), token_id: tokenId, details });
        return read(tx, change.org, change.id);
      }),

    async remove(change) {
      await step(change, 'agent.removed', ['active', 'stopped'], 'removed');
    },

    rotate: (change) => db.unit((tx) => rotateIn(tx, change)),
    rotateIn,

    revoke: (change) =>
      db.unit(async (tx) => {
        await read(tx, change.org, change.id);
        const revoked = await revokeTokens(tx, { ...tokensOf(change), tokenId: change.tokenId });
        for (const token_id of revoked) {
          await audit.append(tx, { kind: 'token.revoked', ...about(change), token_id });
        }
      }),

    stop: (change, alsoInUnit) => step(change, 'agent.stopped', ['active'], 'stopped', alsoInUnit),
    release: (change) => step(change, 'agent.released', ['stopped'], 'active'),
  };
}

function lifetimeMs({ expiresInDays, expiresInMinutes }: TokenLifetime): number | null {
  if (expiresInMinutes != null) return expiresInMinutes * MINUTE_MS;
  return expiresInDays == null ? null : expiresInDays * DAY_MS;
}

function about(change: Change): Pick<AuditReport, 'actor' | 'org' | 'agent'> {
  return { actor: change.actor, org: change.org, agent: change.id };
}

function tokensOf(change: Change): { org: string; agentId: string } {
  return { org: change.org, agentId: change.id };
}
