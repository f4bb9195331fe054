import type { Me, MemberWire } from '@agentport/contract';
import { may } from '@agentport/contract/permissions';
import { gateway } from '../../api/gateway.ts';
import { ErrorNotice } from '../../parts/ErrorNotice.tsx';
import { PlainText } from '../../parts/EscapedText.tsx';
import { Panel } from '../../parts/Panel.tsx';
import { StepUpCancelled } from '../../parts/step-up.tsx';
import { useAct } from '../../parts/use-act.ts';
import { ROLES } from '../../words/roles.ts';
import { ago, dayAndClock } from '../../words/time.ts';
import { nameOf, useInvitations } from './queries.ts';

interface InvitationsProps {
  people: readonly MemberWire[];
  me: Me;
  now: number;
}

/** Links nobody has used. Without any there is nothing to say: the button on top makes one. */
export function Invitations({ people, me, now }: InvitationsProps) {
  const invitations = useInvitations();
  const revoke = useAct(
    async (id: string) => gateway('revokeInvitation', { params: { id } }),
    ['invitations', 'audit'],
  );
  const items = invitations.data?.items ?? [];
  if (invitations.isError) {
    return (
      <ErrorNotice
        error={invitations.error}
        title="The invitations could not be loaded."
        retry={invitations.refetch}
      />
    );
  }
  if (items.length === 0) return null;
  return (
    <Panel title="Invited, not here yet" flush>
      {revoke.isError && !(revoke.error instanceof StepUpCancelled) && (
        <div className="px-5 pt-4">
          <ErrorNotice error={revoke.error} title="The invitation still stands." />
        </div>
      )}
      <ul className="rows">
        {items.map((invitation) => (
          <li
            key={invitation.id}
            className="grid grid-cols-[minmax(0,1fr)_auto] items-center gap-4 px-5 py-3 max-md:px-4"
          >
            <div className="min-w-0">
              <h3 className="truncate">
                <PlainText text={invitation.email} />
              </h3>
              <p className="text-small text-muted">
                {ROLES[invitation.role]}, invited by{' '}
                <PlainText text={nameOf(people, invitation.invited_by)} />{' '}
                {ago(Date.parse(invitation.created_at), now)}.{' '}
                {invitation.expired ? (
                  <span className="text-deny">The link has run out.</span>
                ) : (
                  `Good until ${dayAndClock(Date.parse(invitation.expires_at))}.`
                )}
              </p>
            </div>
            {may(me.person.role, 'people:write') && (
              <button
                className="btn btn-small"
                type="button"
                disabled={revoke.isPending}
                onClick={() => revoke.mutate(invitation.id)}
              >
                {invitation.expired ? 'Clear' : 'Revoke'}
                <span className="sr-only"> the invitation for {invitation.email}</span>
              </button>
            )}
          </li>
        ))}
      </ul>
    </Panel>
  );
}
