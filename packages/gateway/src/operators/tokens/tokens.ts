import { may, SCOPES, type Scope } from '@agentport/contract';
import { Fault } from '../../kernel/fault.ts';
import { mapPage, type Page, type PageQuery, pageOf } from '../../kernel/page.ts';
import { accessReport, type From } from '../events.ts';
import { readName } from '../name.ts';
import type { Parts } from '../parts.ts';
import { LOCAL } from '../people/manager.ts';
import { activeOperator } from '../store.ts';
import { isTokenOf, mintToken, tokenDigest } from '../token.ts';
import {
  insertToken,
  markUsed,
  type OperatorTokenRow,
  revokeTokenRow,
  selectTokens,
  tokenByDigest,
} from './store.ts';

const DAY_MS = 86_400_000;
export const TOKEN_DAYS_MAX = 90;
/** a token in use is written at most this often: reads should not become writes */
const USED_EVERY_MS = 5 * 60_000;

/** A token for automation. Times are ms UTC. */
export interface OperatorTokenView {
  readonly id: string;
  readonly name: string;
  readonly scopes: readonly Scope[];
  readonly createdBy: string;
  readonly createdAt: number;
  readonly expiresAt: number;
  readonly usedAt: number | null;
  readonly revokedAt: number | null;
}

/** An operator token that counts now, with the scopes its maker may still give. */
export interface TokenHolder {
  readonly tokenId: string;
  readonly name: string;
  readonly scopes: readonly Scope[];
}

/**
 * Tokens for automation: a few named scopes, at most 90 days, shown once. A token never holds more than its maker: it
 * loses a scope when the maker's role does, and ends with the maker.
 */
export interface OperatorTokens {
  /** newest first; those that ended too */
  list(page: PageQuery): Promise<Page<OperatorTokenView>>;
  /** @throws {Fault} invalid_request, role_insufficient */
  create(wanted: {
    name: string;
    scopes: readonly Scope[];
    expiresInDays: number;
    actor: string;
    from: From;
  }): Promise<{ made: OperatorTokenView; token: string }>;
  /** @throws {Fault} not_found */
  revoke(wanted: { id: string; actor: string; from: From }): Promise<void>;
  /** who sends this bearer token. @throws {Fault} token_invalid, token_expired, token_revoked */
  authenticate(token: string): Promise<TokenHolder>;
  /** writes down that a token tried what it was not made for */
  refused(holder: TokenHolder, route: string, from: From): Promise<void>;
}

/** Whether a text looks like a token for automation, or like a sign-in's, which comes as a cookie only. */
export function isOperatorToken(text: string): boolean {
  return isTokenOf('op', text);
}

export function createOperatorTokens(parts: Parts): OperatorTokens {
  const { db, org, clock } = parts;
  return {
    async list(page) {
      const rows = await selectTokens(db.read, org, page);
      return mapPage(
        pageOf(rows, page.limit, ({ id }) => id),
        view,
      );
    },

    async create({ name: text, scopes, expiresInDays, actor, from }) {
      const name = readName(text);
      const wanted = [...new Set(scopes)].sort();
      if (wanted.length === 0) throw badRequest('Name at least one scope.', '/scopes');
      if (!Number.isInteger(expiresInDays) || expiresInDays < 1 || expiresInDays > TOKEN_DAYS_MAX) {
        throw badRequest(`Give 1 to ${TOKEN_DAYS_MAX} days.`, '/expires_in_days');
      }
      const id = parts.newId('opt');
      const token = mintToken('op', id.slice(4), parts.random);
      const now = clock.now();
      const row: OperatorTokenRow = {
        id,
        org,
        name,
        token_sha256: tokenDigest(token),
        scopes: wanted.join(' '),
        created_by: actor,
        created_at: now,
        expires_at: now + expiresInDays * DAY_MS,
        used_at: null,
        revoked_at: null,
      };
      await db.unit(async (tx) => {
        await requireMaker(tx, actor, wanted);
        await insertToken(tx, row);
        const details = { token: id, name, scopes: wanted, expires_at: row.expires_at };
        await parts.audit.append(tx, accessReport('operator_token.created', actor, from, details));
      });
      return { made: view(row), token };
    },

    async revoke({ id, actor, from }) {
      await db.unit(async (tx) => {
        if (!(await revokeTokenRow(tx, { org, id, now: clock.now() }))) {
          throw new Fault('not_found', 'There is no such token, or it was revoked already.');
        }
        await parts.audit.append(tx, accessReport('operator_token.revoked', actor, from, { token: id }));
      });
    },

    async authenticate(token) {
      const row = isOperatorToken(token) ? await tokenByDigest(db.read, org, tokenDigest(token)) : null;
      if (row === null) throw new Fault('token_invalid', 'This token is not known here. Make a new one.');
      const now = clock.now();
      if (row.revoked_at !== null)
        throw new Fault('token_revoked', 'This token was revoked. Make a new one.');
      if (row.expires_at <= now) throw new Fault('token_expired', 'This token has expired. Make a new one.');
      const scopes = await scopesLeft(row);
      if (scopes.length === 0) {
        throw new Fault('token_revoked', 'Whoever made this token may no longer do this. Make a new one.');
      }
      if (row.used_at === null || now - row.used_at >= USED_EVERY_MS) {
        await db.unit((tx) => markUsed(tx, row.id, now));
      }
      return { tokenId: row.id, name: row.name, scopes };
    },

    async refused({ tokenId }, route, from) {
      await db.unit((tx) =>
        parts.audit.append(tx, accessReport('operator_token.refused', tokenId, from, { route })),
      );
    },
  };

  async function scopesLeft(row: OperatorTokenRow): Promise<Scope[]> {
    const scopes = scopesOf(row);
    if (row.created_by === LOCAL) return scopes;
    const maker = await activeOperator(db.read, org, row.created_by);
    return maker === null ? [] : scopes.filter((scope) => mayGive(maker.role, scope));
  }

  async function requireMaker(tx: typeof db.read, actor: string, scopes: readonly Scope[]): Promise<void> {
    if (actor === LOCAL) return;
    const maker = await activeOperator(tx, org, actor);
    if (maker !== null && scopes.every((scope) => mayGive(maker.role, scope))) return;
    throw new Fault('role_insufficient', 'You can only make a token for what you may do yourself.');
  }
}

function mayGive(role: string, scope: Scope): boolean {
  return may(role, 'tokens:write') && may(role, SCOPES[scope].permission);
}

/** Words that are no scope of this version open nothing. */
function scopesOf(row: OperatorTokenRow): Scope[] {
  return row.scopes.split(' ').filter((word): word is Scope => Object.hasOwn(SCOPES, word));
}

function view(row: OperatorTokenRow): OperatorTokenView {
  return {
    id: row.id,
    name: row.name,
    scopes: scopesOf(row),
    createdBy: row.created_by,
    createdAt: row.created_at,
    expiresAt: row.expires_at,
    usedAt: row.used_at,
    revokedAt: row.revoked_at,
  };
}

function badRequest(message: string, path: string): Fault {
  return new Fault('invalid_request', message, { details: { path } });
}
