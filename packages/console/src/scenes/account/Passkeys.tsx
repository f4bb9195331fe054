import type { PasskeyWire } from '@agentport/contract';
import { type ComponentProps, useState } from 'react';
import { gateway } from '../../api/gateway.ts';
import { ErrorNotice } from '../../parts/ErrorNotice.tsx';
import { PlainText } from '../../parts/EscapedText.tsx';
import { Icon } from '../../parts/Icon.tsx';
import { Panel } from '../../parts/Panel.tsx';
import { deviceName, makePasskey, passkeysPossible } from '../../parts/passkey.ts';
import { StepUpCancelled } from '../../parts/step-up.tsx';
import { useAct } from '../../parts/use-act.ts';
import { useNow } from '../../parts/use-now.ts';
import { ago, day } from '../../words/time.ts';
import { useFactors } from './use-factors.ts';

const TOUCHES = ['factors', 'me'] as const;

/** By what this person signs in and confirms. */
export function Passkeys() {
  const factors = useFactors();
  const add = useAct(async () => {
    const made = await makePasskey(await gateway('offerPasskey'));
    return gateway('addPasskey', { body: { name: deviceName(), ...made } });
  }, TOUCHES);
  const problem = add.error instanceof StepUpCancelled ? null : add.error;
  return (
    <Panel title="Passkeys">
      <div className="grid gap-4">
        {problem && <ErrorNotice error={problem} title="Nothing was changed." />}
        {factors.isError && (
          <ErrorNotice
            error={factors.error}
            title="Your passkeys could not be loaded."
            retry={factors.refetch}
          />
        )}
        {factors.isPending && <div className="skeleton h-14" aria-busy="true" />}
        {factors.data &&
          (factors.data.passkeys.length === 0 ? (
            <p className="text-muted">
              No passkey yet. With one you sign in and confirm by a look, a finger or your device’s PIN.
            </p>
          ) : (
            <ul className="grid gap-px">
              {factors.data.passkeys.map((passkey) => (
                <Row key={passkey.id} passkey={passkey} />
              ))}
            </ul>
          ))}
        {passkeysPossible() ? (
          <button
            className="btn justify-self-start"
            type="button"
            disabled={add.isPending}
            onClick={() => add.mutate(undefined)}
          >
            <Icon name="key" />
            {add.isPending ? 'Waiting for your passkey…' : 'Add a passkey'}
          </button>
        ) : (
          <p className="text-small text-muted">
            This browser makes no passkeys at this address. They need https and a name.
          </p>
        )}
      </div>
    </Panel>
  );
}

function Row({ passkey }: { passkey: PasskeyWire }) {
  const now = useNow();
  const [editing, setEditing] = useState(false);
  const remove = useAct(() => gateway('removePasskey', { params: { id: passkey.id } }), TOUCHES);
  const rename = useAct(async (name: string) => {
    await gateway('renamePasskey', { params: { id: passkey.id }, body: { name } });
    setEditing(false);
  }, TOUCHES);
  const onSubmit: ComponentProps<'form'>['onSubmit'] = (event) => {
    event.preventDefault();
    rename.mutate(String(new FormData(event.currentTarget).get('name')));
  };
  const error = remove.error ?? rename.error;
  return (
    <li className="grid gap-3 border-b border-line py-3 first:pt-0 last:border-b-0">
      {error && !(error instanceof StepUpCancelled) && (
        <ErrorNotice error={error} title="Nothing was changed." />
      )}
      {editing ? (
        <form className="grid grid-cols-[minmax(0,1fr)_auto_auto] gap-2" onSubmit={onSubmit}>
          <input
            className="field"
            name="name"
            aria-label="Name of this passkey"
            defaultValue={passkey.name}
            maxLength={80}
            required
          />
          <button className="btn btn-ink" type="submit" disabled={rename.isPending}>
            Save
          </button>
          <button className="btn" type="button" onClick={() => setEditing(false)}>
            Cancel
          </button>
        </form>
      ) : (
        <div className="flex flex-wrap items-center gap-x-3 gap-y-2">
          <Icon name="key" className="size-4.5 flex-none text-muted" />
          <div className="min-w-0 flex-1">
            <p className="font-medium wrap-anywhere">
              <PlainText text={passkey.name} />
            </p>
            <p className="text-small text-muted">{historyOf(passkey, now)}</p>
          </div>
          <div className="flex gap-2">
            <button className="btn btn-small" type="button" onClick={() => setEditing(true)}>
              Rename<span className="sr-only"> {passkey.name}</span>
            </button>
            <button
              className="btn btn-small"
              type="button"
              disabled={remove.isPending}
              onClick={() => remove.mutate(undefined)}
            >
              Remove<span className="sr-only"> {passkey.name}</span>
            </button>
          </div>
        </div>
      )}
    </li>
  );
}

function historyOf(passkey: PasskeyWire, now: number): string {
  const where = passkey.synced ? 'kept in a password manager' : 'on one device';
  const made = `since ${day(Date.parse(passkey.created_at))}`;
  const used = passkey.used_at === null ? 'not used yet' : `used ${ago(Date.parse(passkey.used_at), now)}`;
  return `${where}, ${made}, ${used}`;
}
