import { may, ROLES as NAMES, PERMISSIONS, type Role } from '@agentport/contract/permissions';
import { Icon } from '../../parts/Icon.tsx';
import { ROLES } from '../../words/roles.ts';

interface Group {
  readonly roles: readonly Role[];
  readonly titles: readonly string[];
}

/** The same table for a narrow page: permissions that the same roles have stand together, the widest circle first. */
export function PermissionGroups({ role }: { role: Role }) {
  return (
    <dl className="text-small">
      {groups().map(({ roles, titles }) => {
        const mine = roles.includes(role);
        return (
          <div key={roles.join(' ')} className="border-t border-line px-4 pt-3 pb-3 first:border-t-0">
            <dt className="flex items-center gap-2 font-medium">
              <Icon
                name={mine ? 'allow' : 'lock'}
                className={`size-4 ${mine ? 'text-allow-solid' : 'text-muted'}`}
              />
              <span className="flex-1">{rolesWords(roles)}</span>
              <span className="text-micro font-normal text-muted">{mine ? 'you too' : 'not you'}</span>
            </dt>
            {titles.map((title) => (
              <dd key={title} className="mt-1 ml-6 text-muted">
                {title}
              </dd>
            ))}
          </div>
        );
      })}
    </dl>
  );
}

function groups(): Group[] {
  const found = new Map<string, { roles: readonly Role[]; titles: string[] }>();
  for (const [permission, { title }] of Object.entries(PERMISSIONS)) {
    const roles = NAMES.filter((name) => may(name, permission as keyof typeof PERMISSIONS));
    const group = found.get(roles.join(' ')) ?? { roles, titles: [] };
    group.titles.push(title);
    found.set(roles.join(' '), group);
  }
  return [...found.values()].toSorted((a, b) => b.roles.length - a.roles.length);
}

function rolesWords(roles: readonly Role[]): string {
  if (roles.length === NAMES.length) return 'Everybody';
  const [last = '', ...before] = roles.map((name) => ROLES[name]).toReversed();
  if (before.length === 0) return `${last} alone`;
  const all = before.toReversed().join(', ').toLowerCase();
  return `${all.charAt(0).toUpperCase()}${all.slice(1)} and ${last.toLowerCase()}`;
}
