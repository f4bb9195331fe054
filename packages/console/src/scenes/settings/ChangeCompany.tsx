import type { CompanySettingsWire, RouteBody, RouteReply } from '@agentport/contract';
import { type ComponentProps, useRef, useState } from 'react';
import { gateway } from '../../api/gateway.ts';
import { CopyBox } from '../../parts/CopyBox.tsx';
import { Dialog } from '../../parts/Dialog.tsx';
import { ErrorNotice } from '../../parts/ErrorNotice.tsx';
import { Field } from '../../parts/Field.tsx';
import { Icon } from '../../parts/Icon.tsx';
import { StepUpCancelled } from '../../parts/step-up.tsx';
import { useAct } from '../../parts/use-act.ts';
import { changeOf } from './company-form.ts';
import { GroupRoles } from './GroupRoles.tsx';

type Said = RouteReply<'lookAtProvider'>;

interface ChangeCompanyProps {
  settings: CompanySettingsWire;
  touches: readonly string[];
  onClose(): void;
}

/** The provider, in the order in which somebody fills it in: register, point to it, try it, say who comes in. */
export function ChangeCompany({ settings, touches, onClose }: ChangeCompanyProps) {
  const { provider, redirect_uri: address } = settings;
  const save = useAct(async (body: RouteBody<'changeProvider'>) => {
    await gateway('changeProvider', { body });
    onClose();
  }, touches);
  const onSubmit: ComponentProps<'form'>['onSubmit'] = (event) => {
    event.preventDefault();
    save.mutate(changeOf(new FormData(event.currentTarget), provider));
  };
  return (
    <Dialog title="Sign-in by your company" onClose={onClose} side>
      <form className="grid gap-5" onSubmit={onSubmit}>
        <div className="grid gap-1.5">
          <p className="font-medium">Register this address with the provider</p>
          <CopyBox text={address} label="the redirect address" />
        </div>
        <Issuer before={provider?.issuer ?? ''} />
        <TextField label="Client ID" name="client_id" required defaultValue={provider?.client_id} />
        <Field
          label="Client secret"
          name="client_secret"
          type="password"
          autoComplete="off"
          hint={
            provider?.has_secret
              ? 'One is kept. Leave this empty to keep it; another issuer or client needs it again.'
              : 'Sealed when it is saved. Empty for a public client.'
          }
        />
        <TextField
          label="The button says “Continue with …”"
          name="label"
          maxLength={40}
          required
          defaultValue={provider?.label}
        />
        <GroupRoles before={provider?.roles ?? []} />
        <label className="flex min-h-11 items-start gap-3">
          <input
            className="mt-0.5 size-4.5 flex-none accent-ink"
            type="checkbox"
            name="provision"
            defaultChecked={provider?.provision ?? false}
          />
          <span>
            Let in people who were never here
            <span className="block text-small text-muted">
              With the role of their group. Without it, people connect their account under You.
            </span>
          </span>
        </label>
        <details className="grid gap-4" open={(provider?.second_factor.length ?? 0) > 0}>
          <summary className="link min-h-9 content-center max-md:min-h-11">
            Domains, groups claim, second factor
          </summary>
          <div className="grid gap-4 pt-2">
            <TextField
              label="Only addresses at"
              name="domains"
              defaultValue={provider?.domains.join(', ')}
              hint="Domains, with commas between. Empty: everybody the provider vouches for."
            />
            <TextField
              label="Claim that lists the groups"
              name="groups_claim"
              defaultValue={provider?.groups_claim ?? 'groups'}
            />
            <TextField
              label="Counts as second factor"
              name="second_factor"
              defaultValue={provider?.second_factor.join(', ')}
              hint="acr or amr values, such as mfa. Counts only when proved in the last five minutes."
            />
          </div>
        </details>
        {save.error && !(save.error instanceof StepUpCancelled) && (
          <ErrorNotice error={save.error} title="Nothing was changed." />
        )}
        <div className="dialog-end">
          <button className="btn btn-ink" type="submit" disabled={save.isPending}>
            {save.isPending ? 'Saving…' : 'Save'}
          </button>
          <button className="btn" type="button" onClick={onClose}>
            Cancel
          </button>
        </div>
      </form>
    </Dialog>
  );
}

/** The address of the provider, and a look at what stands there before anybody signs in by it. */
function Issuer({ before }: { before: string }) {
  const field = useRef<HTMLDivElement>(null);
  const [said, setSaid] = useState<Said | null>(null);
  const look = useAct(async () => {
    setSaid(null);
    const issuer = field.current?.querySelector('input')?.value.trim() ?? '';
    setSaid(await gateway('lookAtProvider', { body: { issuer } }));
  }, []);
  return (
    <div className="grid gap-2" ref={field}>
      <div className="grid grid-cols-[minmax(0,1fr)_auto] items-end gap-3">
        <TextField
          label="Issuer"
          name="issuer"
          type="url"
          required
          placeholder="https://login.example.com"
          defaultValue={before}
          onChange={() => setSaid(null)}
        />
        <button
          className="btn"
          type="button"
          disabled={look.isPending}
          onClick={() => look.mutate(undefined)}
        >
          {look.isPending ? 'Looking…' : 'Try it'}
        </button>
      </div>
      {look.error && !(look.error instanceof StepUpCancelled) && (
        <ErrorNotice error={look.error} title="It cannot be used like this." />
      )}
      <p className="text-small" role="status">
        {said && (
          <span className="flex items-start gap-2">
            <Icon name="allow" className="mt-0.5 size-4 flex-none text-allow" />
            {sentence(said)}
          </span>
        )}
      </p>
    </div>
  );
}

function sentence({ pkce, names_itself: named }: Said): string {
  const proof =
    pkce === false
      ? 'It does not name PKCE with S256, which every sign-in here uses: it may refuse.'
      : pkce
        ? 'It knows PKCE.'
        : 'It does not say whether it knows PKCE.';
  return `It answers. ${proof}${named ? ' It names itself in its answers.' : ''}`;
}

function TextField(props: ComponentProps<typeof Field>) {
  return <Field type="text" autoComplete="off" autoCapitalize="off" spellCheck={false} {...props} />;
}
