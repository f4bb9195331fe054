import type { InvitationWire } from '@agentport/contract';
import { mapPage } from '../../kernel/page.ts';
import type { InvitationView } from '../../operators/index.ts';
import type { OperatorApiDeps } from './deps.ts';
import { actorOf, type SomeHandlers } from './handler.ts';
import { pageAsked } from './page.ts';
import { handSignIn, presentMe } from './present-me.ts';
import { rfc3339 } from './time.ts';

type Routes =
  | 'listInvitations'
  | 'invite'
  | 'revokeInvitation'
  | 'lookInvitation'
  | 'beginInvitation'
  | 'confirmInvitation'
  | 'offerInvitationPasskey'
  | 'confirmInvitationByPasskey';

export function invitationHandlers(deps: OperatorApiDeps): SomeHandlers<Routes> {
  const { invitations } = deps.operators;
  return {
    listInvitations: async ({ query }) => mapPage(await invitations.list(pageAsked(query)), present),

    async invite({ body, who, from }) {
      const { invitation, token } = await invitations.invite({ ...body, actor: actorOf(who), from });
      // after the #: browsers do not send it, so it stands in no log of a proxy
      const link = new URL(`/invitation#${token}`, deps.publicUrl()).href;
      return { invitation: present(invitation), link };
    },

    async revokeInvitation({ params, who, from }) {
      await invitations.revoke({ id: params.id, actor: actorOf(who), from });
      return {};
    },

    async lookInvitation({ body, from }) {
      const { email, role, invitedBy, expiresAt } = await invitations.look(body.token, from);
      return { email, role, invited_by: invitedBy, expires_at: rfc3339(expiresAt) };
    },

    async beginInvitation({ body, from }) {
      const { enrolment, totpSecret, totpUri } = await invitations.begin(body, from);
      return { enrolment, totp_secret: totpSecret, totp_uri: totpUri };
    },

    async confirmInvitation({ body, from, reply }) {
      const { signIn, recoveryCodes } = await invitations.confirm(body, from);
      handSignIn(deps, reply, signIn);
      return { me: await presentMe(deps, signIn), recovery_codes: recoveryCodes };
    },

    async offerInvitationPasskey({ body, from }) {
      const { ticket, options, enrolment } = await invitations.offerPasskey(body, from);
      return { ticket, options: { ...options }, enrolment };
    },

    async confirmInvitationByPasskey({ body, from, reply }) {
      const credential = body.credential as never; // checked by what verifies it
      const { signIn, recoveryCodes } = await invitations.confirmByPasskey({ ...body, credential }, from);
      handSignIn(deps, reply, signIn);
      return { me: await presentMe(deps, signIn), recovery_codes: recoveryCodes };
    },
  };
}

function present(invitation: InvitationView): InvitationWire {
  return {
    id: invitation.id,
    email: invitation.email,
    role: invitation.role,
    invited_by: invitation.invitedBy,
    created_at: rfc3339(invitation.createdAt),
    expires_at: rfc3339(invitation.expiresAt),
    expired: invitation.expired,
  };
}
