import { may, ROLES as NAMES, type Role } from '@agentport/contract/permissions';
import { ROLES } from '../../words/roles.ts';

/** What a role is for, in one line; the table on the page says the rest. */
const FOR: Record<Role, string> = {
  owner: 'Everything, also who else owns and how people sign in',
  admin: 'Sets up agents, connections and policy, and answers',
  approver: 'Answers requests and stops agents',
  auditor: 'Sees everything, changes nothing',
};

interface RoleChoiceProps {
  /** the role of who chooses: it bounds what can be given */
  giver: Role;
  defaultRole: Role;
}

export function RoleChoice({ giver, defaultRole }: RoleChoiceProps) {
  const offered = NAMES.filter((role) => may(giver, isHigh(role) ? 'owners:write' : 'people:write'));
  return (
    <fieldset className="grid gap-1">
      <legend className="pb-1 font-medium">Role</legend>
      {offered.map((role) => (
        <label key={role} className="flex min-h-11 items-center gap-3">
          <input
            className="size-4.5 flex-none accent-ink"
            type="radio"
            name="role"
            value={role}
            defaultChecked={role === defaultRole}
            required
          />
          <span>
            {ROLES[role]}
            <span className="block text-small text-muted">{FOR[role]}</span>
          </span>
        </label>
      ))}
    </fieldset>
  );
}

function isHigh(role: Role): boolean {
  return role === 'owner' || role === 'admin';
}
