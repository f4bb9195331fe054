import type { Me, MemberWire } from '@agentport/contract';
import { may } from '@agentport/contract/permissions';
import { useState } from 'react';
import { PlainText } from '../../parts/EscapedText.tsx';
import { Panel } from '../../parts/Panel.tsx';
import { Tag } from '../../parts/Tag.tsx';
import { ROLES } from '../../words/roles.ts';
import { ago } from '../../words/time.ts';
import { ChangeMember } from './ChangeMember.tsx';

interface MembersProps {
  people: readonly MemberWire[];
  me: Me;
  now: number;
}

export function Members({ people, me, now }: MembersProps) {
  const [changing, setChanging] = useState<string | null>(null);
  const chosen = people.find((person) => person.id === changing);
  return (
    <Panel title="Here now" end={people.length === 1 ? 'One person' : `${people.length} people`} flush>
      <ul className="rows">
        {people.map((person) => (
          <Member
            key={person.id}
            person={person}
            own={person.id === me.person.id}
            now={now}
            {...(mayChange(me, person) ? { onChange: () => setChanging(person.id) } : {})}
          />
        ))}
      </ul>
      {chosen && <ChangeMember person={chosen} me={me} onClose={() => setChanging(null)} />}
    </Panel>
  );
}

/** Nobody changes themselves; owners and admins are an owner's to change. */
function mayChange({ person: me }: Me, person: MemberWire): boolean {
  if (me.id === person.id) return false;
  const high = person.role === 'owner' || person.role === 'admin';
  return may(me.role, high ? 'owners:write' : 'people:write');
}

interface MemberProps {
  person: MemberWire;
  own: boolean;
  now: number;
  onChange?(): void;
}

function Member({ person, own, now, onChange }: MemberProps) {
  return (
    <li className="grid grid-cols-[minmax(0,1fr)_6rem_minmax(0,14rem)_6.5rem] items-center gap-x-4 gap-y-1 px-5 py-3 max-md:grid-cols-[minmax(0,1fr)_auto] max-md:px-4">
      <div className="min-w-0">
        <h3 className="flex flex-wrap items-center gap-2 wrap-anywhere">
          <PlainText text={person.name} />
          {own && <span className="font-normal text-muted">(you)</span>}
          {person.status === 'suspended' && (
            <Tag tone="deny" icon="lock">
              Suspended
            </Tag>
          )}
        </h3>
        <p className="truncate text-small text-muted">
          <PlainText text={person.email} />
        </p>
      </div>
      <p className="font-medium max-md:text-right">{ROLES[person.role]}</p>
      <p className="text-small text-muted">
        {factorWords(person)}
        <br />
        {person.last_sign_in_at === null
          ? 'Never signed in'
          : `Signed in ${ago(Date.parse(person.last_sign_in_at), now)}`}
      </p>
      <div className="justify-self-end">
        {onChange && (
          <button className="btn btn-small" type="button" onClick={onChange}>
            Change…<span className="sr-only"> {person.name}</span>
          </button>
        )}
      </div>
    </li>
  );
}

/** A password alone does not occur; whoever has only that could not sign in. */
function factorWords({ factors }: MemberWire): string {
  const { passkeys } = factors;
  const words = [
    ...(passkeys > 0 ? [passkeys === 1 ? 'Passkey' : `${passkeys} passkeys`] : []),
    ...(factors.password && factors.totp ? ['Password and code'] : []),
  ];
  return words.join(', ') || 'By the company sign-in';
}
