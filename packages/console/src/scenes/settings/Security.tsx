import type { CompanySettingsWire } from '@agentport/contract';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { gateway } from '../../api/gateway.ts';
import { ErrorNotice } from '../../parts/ErrorNotice.tsx';
import { PlainText } from '../../parts/EscapedText.tsx';
import { Facts, Panel } from '../../parts/Panel.tsx';
import { Skeleton } from '../../parts/Skeleton.tsx';
import { StepUpCancelled } from '../../parts/step-up.tsx';
import { useAct } from '../../parts/use-act.ts';
import { ROLES } from '../../words/roles.ts';
import { ChangeCompany } from './ChangeCompany.tsx';

type Provider = NonNullable<CompanySettingsWire['provider']>;

const TOUCHES = ['sign-in-provider', 'company', 'audit'];

/** How people sign in; owners change it. Passkeys and codes are each person's own, and need nothing here. */
export function Security() {
  const read = useQuery({ queryKey: ['sign-in-provider'], queryFn: () => gateway('readProvider') });
  const [open, setOpen] = useState(false);
  if (read.isError) {
    return (
      <ErrorNotice error={read.error} title="How people sign in could not be loaded." retry={read.refetch} />
    );
  }
  if (!read.data) return <Skeleton label="Loading how people sign in" rows={2} />;
  const { provider } = read.data;
  return (
    <Panel title="Sign-in by your company">
      <div className="grid gap-4">
        {provider ? (
          <Present provider={provider} onChange={() => setOpen(true)} />
        ) : (
          <>
            <p className="text-muted">
              People come in by passkey, or by password and code. Connect your company’s provider (OpenID
              Connect), and its groups can say who comes in and with which role.
            </p>
            <button className="btn justify-self-start" type="button" onClick={() => setOpen(true)}>
              Connect a provider…
            </button>
          </>
        )}
      </div>
      {open && <ChangeCompany settings={read.data} touches={TOUCHES} onClose={() => setOpen(false)} />}
    </Panel>
  );
}

function Present({ provider, onChange }: { provider: Provider; onChange(): void }) {
  const [asked, setAsked] = useState(false);
  const remove = useAct(() => gateway('removeProvider'), TOUCHES);
  return (
    <>
      {remove.error && !(remove.error instanceof StepUpCancelled) && (
        <ErrorNotice error={remove.error} title="Nothing was changed." />
      )}
      <Facts
        facts={[
          [
            'Provider',
            <span key="issuer" className="font-mono">
              <PlainText text={provider.issuer} />
            </span>,
          ],
          [
            'Client',
            <span key="client">
              <PlainText text={provider.client_id} />
              {provider.has_secret ? ', with a secret' : ', without a secret'}
            </span>,
          ],
          ['Button', <PlainText key="label" text={`Continue with ${provider.label}`} />],
          [
            'Roles',
            provider.roles.length === 0 ? 'Given here, by hand' : <Roles key="roles" of={provider} />,
          ],
          ['Comes in', comesIn(provider)],
          [
            'Second factor',
            provider.second_factor.length === 0
              ? 'Always here, by passkey or code'
              : `The company’s, when it says ${provider.second_factor.join(' or ')}`,
          ],
        ]}
      />
      {asked ? (
        <div className="grid gap-3 border-t border-line pt-4">
          <p>
            Remove it? Whoever has no passkey or password here cannot come in any more. Open sign-ins go on.
          </p>
          <div className="flex flex-wrap gap-3">
            <button
              className="btn text-deny"
              type="button"
              disabled={remove.isPending}
              onClick={() => remove.mutate(undefined)}
            >
              {remove.isPending ? 'Removing…' : 'Remove it'}
            </button>
            <button className="btn" type="button" onClick={() => setAsked(false)}>
              Keep it
            </button>
          </div>
        </div>
      ) : (
        <div className="flex flex-wrap gap-3">
          <button className="btn" type="button" onClick={onChange}>
            Change…
          </button>
          <button className="btn" type="button" onClick={() => setAsked(true)}>
            Remove…
          </button>
        </div>
      )}
    </>
  );
}

function Roles({ of: { roles, groups_claim: claim } }: { of: Provider }) {
  return (
    <ul className="grid gap-1">
      {roles.map(({ group, role }) => (
        <li key={`${group} ${role}`}>
          <span className="font-mono">
            <PlainText text={group} />
          </span>{' '}
          is {ROLES[role]}
        </li>
      ))}
      <li className="text-muted">
        from the claim <PlainText text={claim} />, at every sign-in by it
      </li>
    </ul>
  );
}

function comesIn({ provision, domains }: Provider): string {
  const who = provision ? 'Whoever a group gives a role' : 'People who connected their account under You';
  return domains.length === 0 ? who : `${who}, with an address at ${domains.join(' or ')}`;
}
