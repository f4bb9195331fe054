import { may } from '@agentport/contract/permissions';
import { useState } from 'react';
import { ErrorNotice } from '../../parts/ErrorNotice.tsx';
import { Icon } from '../../parts/Icon.tsx';
import { PageHead } from '../../parts/PageHead.tsx';
import { Skeleton } from '../../parts/Skeleton.tsx';
import { useNow } from '../../parts/use-now.ts';
import type { SceneProps } from '../scenes.ts';
import { Invitations } from './Invitations.tsx';
import { Invite } from './Invite.tsx';
import { Members } from './Members.tsx';
import { PermissionTable } from './PermissionTable.tsx';
import { usePeople } from './queries.ts';
import { SignIns } from './SignIns.tsx';
import { Teams } from './Teams.tsx';
import { Tokens } from './Tokens.tsx';

/** Who is here and what they may do. What a role may not see is not asked for, and not drawn empty. */
export function PeopleScene({ me }: SceneProps) {
  const people = usePeople();
  const now = useNow();
  const [inviting, setInviting] = useState(false);
  const { role } = me.person;
  const manages = may(role, 'people:write');
  const items = people.data?.items ?? [];
  return (
    <>
      <PageHead
        title="People"
        actions={
          manages && (
            <button className="btn btn-ink" type="button" onClick={() => setInviting(true)}>
              <Icon name="people" />
              Invite a person
            </button>
          )
        }
      >
        Whoever is here answers what agents ask, or looks after how they are asked.
      </PageHead>
      <div className="grid grid-cols-1 gap-5 max-md:gap-4">
        {people.isError && (
          <ErrorNotice error={people.error} title="The people could not be loaded." retry={people.refetch} />
        )}
        {people.isPending && <Skeleton label="Loading the people" />}
        {people.data && <Members people={items} me={me} now={now} />}
        {may(role, 'people:read') && <Invitations people={items} me={me} now={now} />}
        <PermissionTable role={role} />
        <Teams people={items} mayChange={may(role, 'settings:write')} />
        {may(role, 'people:read') && <SignIns people={items} now={now} />}
        {may(role, 'people:read') && <Tokens people={items} now={now} />}
      </div>
      {inviting && <Invite role={role} onClose={() => setInviting(false)} />}
    </>
  );
}
