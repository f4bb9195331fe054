import type { Role } from '@agentport/contract';
import { Fault } from '../../kernel/fault.ts';
import { mapPage, type Page, type PageQuery, pageOf } from '../../kernel/page.ts';
import { readEmail } from '../email.ts';
import type { Enrolment } from '../enrolment.ts';
import { accessReport, type From } from '../events.ts';
import type { Parts } from '../parts.ts';
import type { NewPasskey } from '../passkey-registration.ts';
import { requireManager } from '../people/manager.ts';
import { presentOperator } from '../people/store.ts';
import type { OpenedSignIn } from '../sign-ins.ts';
import { mintToken, tokenDigest } from '../token.ts';
import { beginRedeem, confirmRedeem, type Invited, lookAtInvitation } from './redeem.ts';
import {
  confirmRedeemByPasskey,
  type InvitationPasskeyOffer,
  offerRedeemByPasskey,
} from './redeem-by-passkey.ts';
import {
  type InvitationRow,
  insertInvitation,
  openInvitation,
  openInvitations,
  revokeInvitations,
} from './store.ts';

/** ms */
const INVITATION_MS = 72 * 3_600_000;

/** A way in for one person. Times are ms UTC. */
export interface InvitationView {
  readonly id: string;
  readonly email: string;
  readonly role: Role;
  readonly invitedBy: string;
  readonly createdAt: number;
  readonly expiresAt: number;
  readonly expired: boolean;
}

/**
 * Letting people in by a link: for one e-mail, with a role the inviter fixes, good once and for 72 hours. Only the
 * token's digest is kept, so a lost link is made anew, which ends the one before.
 */
export interface Invitations {
  /** those nobody used or revoked, newest first */
  list(page: PageQuery): Promise<Page<InvitationView>>;
  /** @throws {Fault} invalid_request, role_insufficient, name_taken */
  invite(wanted: {
    email: string;
    role: Role;
    actor: string;
    from: From;
  }): Promise<{ invitation: InvitationView; token: string }>;
  /** @throws {Fault} not_found, role_insufficient */
  revoke(wanted: { id: string; actor: string; from: From }): Promise<void>;
  /** what the link is for. @throws {Fault} invitation_invalid, too_many_attempts */
  look(token: string, from: From): Promise<Invited>;
  /** @throws {Fault} as `look`; invalid_request */
  begin(input: { token: string; name: string; password: string }, from: From): Promise<Enrolment>;
  /** @throws {Fault} as `look`; second_factor_invalid, name_taken */
  confirm(
    input: { token: string; enrolment: string; code: string },
    from: From,
  ): Promise<{ signIn: OpenedSignIn; recoveryCodes: string[] }>;
  /** @throws {Fault} as `look`; invalid_request, passkey_unavailable */
  offerPasskey(input: { token: string; name: string }, from: From): Promise<InvitationPasskeyOffer>;
  /** @throws {Fault} as `look`; passkey_invalid */
  confirmByPasskey(
    input: NewPasskey & { token: string; enrolment: string },
    from: From,
  ): Promise<{ signIn: OpenedSignIn; recoveryCodes: string[] }>;
}

export function createInvitations(parts: Parts): Invitations {
  const { db, org, clock } = parts;
  return {
    async list(page) {
      const rows = await openInvitations(db.read, org, page);
      const found = pageOf(rows, page.limit, ({ id }) => id);
      return mapPage(found, (row) => view(row, clock.now()));
    },

    async invite({ email: text, role, actor, from }) {
      const email = readEmail(text);
      const id = parts.newId('inv');
      const token = mintToken('invite', id.slice(4), parts.random);
      const now = clock.now();
      const row: InvitationRow = {
        id,
        org,
        email,
        role,
        token_sha256: tokenDigest(token),
        invited_by: actor,
        created_at: now,
        expires_at: now + INVITATION_MS,
        used_at: null,
        operator_id: null,
        revoked_at: null,
      };
      await db.unit(async (tx) => {
        await requireManager(parts, tx, actor, role);
        if ((await presentOperator(tx, org, { email })) !== null) throw alreadyHere();
        await revokeInvitations(tx, { org, now, email });
        await insertInvitation(tx, row);
        const details = { invitation: id, role, expires_at: row.expires_at };
        await parts.audit.append(tx, accessReport('operator.invited', actor, from, details));
      });
      return { invitation: view(row, now), token };
    },

    revoke: ({ id, actor, from }) =>
      db.unit(async (tx) => {
        const open = await openInvitation(tx, org, id);
        if (open === null) throw new Fault('not_found', 'There is no such open invitation.');
        await requireManager(parts, tx, actor, open.role);
        for (const invitation of await revokeInvitations(tx, { org, now: clock.now(), id })) {
          const details = { invitation };
          await parts.audit.append(tx, accessReport('operator.invitation_revoked', actor, from, details));
        }
      }),

    look: (token, from) => lookAtInvitation(parts, token, from),
    begin: (input, from) => beginRedeem(parts, input, from),
    confirm: (input, from) => confirmRedeem(parts, input, from),
    offerPasskey: (input, from) => offerRedeemByPasskey(parts, input, from),
    confirmByPasskey: (input, from) => confirmRedeemByPasskey(parts, input, from),
  };
}

export function alreadyHere(): Fault {
  return new Fault('name_taken', 'There is somebody with this e-mail address here already.');
}

function view(row: InvitationRow, now: number): InvitationView {
  return {
    id: row.id,
    email: row.email,
    role: row.role,
    invitedBy: row.invited_by,
    createdAt: row.created_at,
    expiresAt: row.expires_at,
    expired: row.expires_at <= now,
  };
}
