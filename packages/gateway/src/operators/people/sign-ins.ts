import { Fault } from '../../kernel/fault.ts';
import { mapPage, type Page, type PageQuery, pageOf } from '../../kernel/page.ts';
import { accessReport, type From } from '../events.ts';
import type { Parts } from '../parts.ts';
import type { SignInRow } from '../store.ts';
import { requireManager } from './manager.ts';
import type { AnnounceEnd } from './people.ts';
import { endSignIns, liveSignIns, presentOperator } from './store.ts';

/** A sign-in that counts now. Times are ms UTC. */
export interface SignInView {
  readonly id: string;
  readonly operatorId: string;
  readonly address: string | null;
  readonly userAgent: string | null;
  readonly startedAt: number;
  readonly expiresAt: number;
}

/** Where people are signed in, and how to end that. */
export interface SignIns {
  /** of one person, or with null of everybody, newest first */
  list(operatorId: string | null, page: PageQuery): Promise<Page<SignInView>>;
  /**
   * Ends sign-ins of one person at once: one, all but one, or all.
   * @param actor the person, or whoever manages them
   * @throws {Fault} not_found, role_insufficient
   * @returns how many ended
   */
  end(wanted: {
    operatorId: string;
    only?: string;
    except?: string;
    actor: string;
    from: From;
  }): Promise<number>;
}

export function createSignIns(parts: Parts, announceEnd: AnnounceEnd): SignIns {
  const { db, org, clock } = parts;
  return {
    async list(operatorId, page) {
      const rows = await liveSignIns(db.read, { org, operatorId, now: clock.now() }, page);
      return mapPage(
        pageOf(rows, page.limit, ({ id }) => id),
        view,
      );
    },

    async end({ operatorId, only, except, actor, from }) {
      const ended = await db.unit(async (tx) => {
        if (actor !== operatorId) {
          const person = await presentOperator(tx, org, { id: operatorId });
          if (person === null) throw new Fault('not_found', 'There is no such person here.');
          await requireManager(parts, tx, actor, person.role);
        }
        const ids = await endSignIns(tx, { org, operatorId, now: clock.now(), only, except });
        for (const sign_in of ids) {
          const details = { sign_in, operator: operatorId };
          await parts.audit.append(tx, accessReport('sign_in.ended', actor, from, details));
        }
        return ids;
      });
      if (only !== undefined && ended.length === 0) {
        throw new Fault('not_found', 'This sign-in has ended already.');
      }
      announceEnd(ended);
      return ended.length;
    },
  };
}

function view(row: SignInRow): SignInView {
  return {
    id: row.id,
    operatorId: row.operator_id,
    address: row.address,
    userAgent: row.user_agent,
    startedAt: row.created_at,
    expiresAt: row.expires_at,
  };
}
