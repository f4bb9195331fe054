import type { Agents, AgentWithToken, NewAgent } from '../agents/index.ts';
import type { AuditReport } from '../audit/index.ts';
import { Fault } from '../kernel/fault.ts';
import type { NewId } from '../kernel/ids.ts';
import type { Random } from '../kernel/random.ts';
import type { From, OpenedSignIn, Operators } from '../operators/index.ts';
import type { Database, Tx } from '../storage/index.ts';
import { digestOf, mintCode, mintSecret, readCode } from './code.ts';
import {
  countLive,
  forgetOld,
  insertPairing,
  movePairing,
  type PairingRow,
  selectOwn,
  selectPending,
  selectWaiting,
} from './store.ts';

export const PAIRING_MS = 10 * 60_000;
/** how often the one who waits may look, seconds */
export const LOOK_EVERY_S = 2;
/** of one address within ten minutes, and of all: more would bury the one a person looks for */
const LIVE_OF_ADDRESS_MAX = 5;
const LIVE_MAX = 50;
const NAME_CHARS_MAX = 60;

export interface PairingOptions {
  readonly org: string;
  readonly db: Database;
  readonly random: Random;
  readonly newId: NewId;
  readonly audit: { append(tx: Tx, report: AuditReport): Promise<unknown> };
  readonly agents: Pick<Agents, 'createIn' | 'rotateIn'>;
  /** opens sign-ins, and slows down a person who types wrong codes */
  readonly operators: Pick<Operators, 'openFor' | 'guesses'>;
}

/** What the one who asks is told. Code and secret stand here once, and nowhere else. */
export interface AskedPairing {
  readonly id: string;
  readonly code: string;
  readonly secret: string;
  readonly expiresAt: number;
}

export interface WaitingPairing {
  readonly id: string;
  readonly kind: PairingRow['kind'];
  /** unverified */
  readonly claimedName: string;
  readonly address: string | null;
  readonly createdAt: number;
  readonly expiresAt: number;
}

export type Collected =
  | { readonly state: 'pending' | 'refused' }
  | { readonly state: 'agent'; readonly made: AgentWithToken }
  | { readonly state: 'sign_in'; readonly signIn: OpenedSignIn };

/** Who decides: `opr_…` or `local-administrator`, and for a sign-in it must be the person. */
interface Decider {
  readonly actor: string;
  readonly from: From;
}

/**
 * How a program without a token, or a command line without a sign-in, is let in: it gets a short code and a secret, a
 * signed-in person types the code and says what is given, and the secret collects that once. The one who asks chooses
 * nothing of it (RFC 8628, with the code always typed: a link that carries it could be sent to a victim).
 */
export interface Pairing {
  /** @throws {Fault} rate_limited */
  ask(kind: PairingRow['kind'], claimedName: string, address: string | null): Promise<AskedPairing>;
  waiting(): Promise<readonly WaitingPairing[]>;
  /** What a code stands for, before it is answered. @throws {Fault} not_found, too_many_attempts */
  look(code: string, actor: string): Promise<WaitingPairing>;
  /** @throws {Fault} not_found, name_taken, invalid_request, too_many_attempts */
  acceptAgent(
    input: { readonly code: string; readonly agent: Omit<NewAgent, 'org' | 'actor'> },
    decider: Decider,
  ): Promise<void>;
  /** lets a command line in as the person who types its code */
  acceptSignIn(code: string, decider: Decider): Promise<void>;
  /** @throws {Fault} not_found */
  refuse(id: string, decider: Decider): Promise<void>;
  /** What was given, once. @throws {Fault} not_found: unknown, wrong, run out or collected, all the same */
  collect(id: string, secret: string, from: From): Promise<Collected>;
}

export function createPairing(options: PairingOptions): Pairing {
  const { org, db, audit, agents, operators } = options;

  const found = async (typed: string, actor: string, kind?: PairingRow['kind']): Promise<PairingRow> => {
    const guesser = [`factor:pairing:${actor}`] as const;
    await operators.guesses.begin(guesser);
    const code = readCode(typed);
    const row = code && (await selectPending(db.read, org, { codeSha256: digestOf('code', code) }));
    if (!row || (kind !== undefined && row.kind !== kind)) throw unknownCode();
    await db.unit((tx) => operators.guesses.succeeded(tx, guesser));
    return row;
  };
  const report = (
    kind: 'pairing.asked' | 'pairing.accepted' | 'pairing.refused',
    row: PairingRow,
    by: { actor: string; agent?: string; address?: string | null },
  ): AuditReport => ({
    kind,
    actor: by.actor,
    org,
    ...(by.agent === undefined ? {} : { agent: by.agent }),
    requester_address: by.address ?? row.address,
    details: { pairing: row.id, kind: row.kind, claimed_name: row.claimed_name },
  });
  const accept = async (
    row: PairingRow,
    { actor, from }: Decider,
    give: (tx: Tx) => Promise<{ subject: string; tokenDays: number | null }>,
  ) =>
    db.unit(async (tx) => {
      const { subject, tokenDays } = await give(tx);
      const set = {
        state: 'accepted',
        subject_id: subject,
        decided_by: actor,
        token_days: tokenDays,
      } as const;
      if (!(await movePairing(tx, row, 'pending', set))) throw unknownCode();
      const agent = row.kind === 'agent' ? { agent: subject } : {};
      await audit.append(tx, report('pairing.accepted', row, { actor, ...agent, address: from.address }));
    });

  return {
    ask: (kind, claimedName, address) =>
      db.unit(async (tx) => {
        await forgetOld(tx, org);
        const own = address === null ? 0 : await countLive(tx, org, address);
        if (own >= LIVE_OF_ADDRESS_MAX || (await countLive(tx, org, null)) >= LIVE_MAX) throw tooMany();
        const code = mintCode(options.random);
        const secret = mintSecret(options.random);
        const row = await insertPairing(
          tx,
          {
            id: options.newId('pai'),
            org,
            kind,
            code_sha256: digestOf('code', code),
            secret_sha256: digestOf('secret', secret),
            claimed_name: [...claimedName].slice(0, NAME_CHARS_MAX).join(''),
            address,
          },
          PAIRING_MS,
        );
        await audit.append(tx, report('pairing.asked', row, { actor: 'unknown' }));
        return { id: row.id, code, secret, expiresAt: row.expires_at };
      }),

    waiting: async () => (await selectWaiting(db.read, org)).map(present),
    look: async (code, actor) => present(await found(code, actor)),

    async acceptAgent({ code, agent }, decider) {
      const row = await found(code, decider.actor, 'agent');
      await accept(row, decider, async (tx) => {
        const { id } = await agents.createIn(tx, { ...agent, org, actor: decider.actor });
        return { subject: id, tokenDays: agent.expiresInDays };
      });
    },

    async acceptSignIn(code, decider) {
      const row = await found(code, decider.actor, 'sign_in');
      await accept(row, decider, async () => ({ subject: decider.actor, tokenDays: null }));
    },

    refuse: (id, { actor, from }) =>
      db.unit(async (tx) => {
        const row = await selectPending(tx, org, { id });
        const moved = row && (await movePairing(tx, row, 'pending', { state: 'refused', decided_by: actor }));
        if (!moved) throw new Fault('not_found', 'This does not wait any more. Nothing was changed.');
        await audit.append(tx, report('pairing.refused', row, { actor, address: from.address }));
      }),

    collect: (id, secret, from) =>
      db.unit(async (tx): Promise<Collected> => {
        const row = await selectOwn(tx, org, id, digestOf('secret', secret));
        if (row === null || row.state === 'collected') throw gone();
        if (row.state === 'pending' || row.state === 'refused') return { state: row.state };
        if (!(await movePairing(tx, row, 'accepted', { state: 'collected' }))) throw gone();
        const subject = row.subject_id ?? '';
        if (row.kind === 'sign_in') {
          const signIn = await operators.openFor(tx, subject, from);
          if (signIn === null) throw gone();
          return { state: 'sign_in', signIn };
        }
        const change = { org, id: subject, actor: row.decided_by ?? 'unknown' };
        return {
          state: 'agent',
          made: await agents.rotateIn(tx, { ...change, expiresInDays: row.token_days }),
        };
      }),
  };
}

function present(row: PairingRow): WaitingPairing {
  return {
    id: row.id,
    kind: row.kind,
    claimedName: row.claimed_name,
    address: row.address,
    createdAt: row.created_at,
    expiresAt: row.expires_at,
  };
}

/** One answer for a code that never was, has run out, or was used. */
function unknownCode(): Fault {
  return new Fault(
    'not_found',
    'Nobody waits with this code. Codes last ten minutes and count once: ask for a new one where it was shown.',
  );
}

function gone(): Fault {
  return new Fault('not_found', 'This code has run out or was used. Ask for a new one.');
}

function tooMany(): Fault {
  return new Fault('rate_limited', 'Too many wait to be let in already. Try again in ten minutes.', {
    details: { retry_after_s: PAIRING_MS / 1000 },
  });
}
