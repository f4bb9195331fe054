import { ROLES as NAMES } from '@agentport/contract/permissions';
import { useState } from 'react';
import { Icon } from '../../parts/Icon.tsx';
import { ROLES } from '../../words/roles.ts';
import type { GroupRole } from './company-form.ts';

interface Row extends GroupRole {
  readonly key: number;
}

/** Which group has which role; the strongest of a person's groups counts. */
export function GroupRoles({ before }: { before: readonly GroupRole[] }) {
  const [rows, setRows] = useState<readonly Row[]>(() => before.map((row, key) => ({ ...row, key })));
  const add = () =>
    setRows((now) => [...now, { group: '', role: 'approver', key: (now.at(-1)?.key ?? -1) + 1 }]);
  const drop = (key: number) => setRows((now) => now.filter((row) => row.key !== key));
  return (
    <fieldset className="grid gap-2">
      <legend className="pb-1 font-medium">Roles by group</legend>
      {rows.length === 0 && (
        <p className="text-small text-muted">
          None: roles are given here by hand. With groups, whoever is in none of them is out.
        </p>
      )}
      {rows.map(({ key, group, role }, at) => (
        <div key={key} className="grid grid-cols-[minmax(0,1fr)_auto_auto] gap-2">
          <input
            className="field"
            name="group"
            aria-label={`Group ${at + 1}`}
            placeholder="Group"
            autoComplete="off"
            autoCapitalize="off"
            spellCheck={false}
            maxLength={200}
            defaultValue={group}
            required
          />
          <select className="field" name="role" aria-label={`Role of group ${at + 1}`} defaultValue={role}>
            {NAMES.map((name) => (
              <option key={name} value={name}>
                {ROLES[name]}
              </option>
            ))}
          </select>
          <button
            className="btn btn-quiet px-2"
            type="button"
            onClick={() => drop(key)}
            aria-label={`Remove group ${at + 1}`}
          >
            <Icon name="close" />
          </button>
        </div>
      ))}
      <button className="btn btn-small justify-self-start" type="button" onClick={add}>
        Add a group
      </button>
    </fieldset>
  );
}
