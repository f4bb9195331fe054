import {
  may,
  ROLES as NAMES,
  PERMISSIONS,
  type Permission,
  type Role,
} from '@agentport/contract/permissions';
import { Icon } from '../../parts/Icon.tsx';
import { Panel } from '../../parts/Panel.tsx';
import { ROLES } from '../../words/roles.ts';
import { PermissionGroups } from './PermissionGroups.tsx';

/** The gateway's own table: what its guard asks is what stands here. On phones as groups, which fit on a screen. */
export function PermissionTable({ role }: { role: Role }) {
  return (
    <Panel title="What each role may do" end={`You are ${ROLES[role].toLowerCase()}`} flush>
      <div className="md:hidden">
        <PermissionGroups role={role} />
      </div>
      <table className="w-full table-fixed border-collapse text-small max-md:hidden">
        <thead>
          <tr className="text-micro text-muted">
            <th className="px-5 py-2 text-left font-medium" scope="col">
              Permission
            </th>
            {NAMES.map((name) => (
              <th
                key={name}
                scope="col"
                className={`w-24 px-1 py-2 text-center font-medium ${name === role ? 'bg-sunken text-text' : ''}`}
              >
                {ROLES[name]}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {(Object.keys(PERMISSIONS) as Permission[]).map((permission) => (
            <tr key={permission} className="border-t border-line">
              <th className="px-5 py-2 text-left font-normal" scope="row">
                {PERMISSIONS[permission].title}
              </th>
              {NAMES.map((name) => (
                <td key={name} className={`text-center ${name === role ? 'bg-sunken' : ''}`}>
                  <Cell may={may(name, permission)} />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </Panel>
  );
}

function Cell({ may: allowed }: { may: boolean }) {
  if (!allowed)
    return (
      <>
        <span aria-hidden="true" className="text-line-strong">
          –
        </span>
        <span className="sr-only">no</span>
      </>
    );
  return (
    <>
      <Icon name="allow" className="mx-auto size-4 text-allow-solid" />
      <span className="sr-only">yes</span>
    </>
  );
}
