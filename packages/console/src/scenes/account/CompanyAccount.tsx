import { useQuery } from '@tanstack/react-query';
import { gateway } from '../../api/gateway.ts';
import { ErrorNotice } from '../../parts/ErrorNotice.tsx';
import { PlainText } from '../../parts/EscapedText.tsx';
import { Panel } from '../../parts/Panel.tsx';
import { StepUpCancelled } from '../../parts/step-up.tsx';
import { useAct } from '../../parts/use-act.ts';
import { useNow } from '../../parts/use-now.ts';
import { ago, day } from '../../words/time.ts';
import { useFactors } from './use-factors.ts';

/** Coming in by the company: connected here, while signed in, and never by an e-mail address that happens to be the same. */
export function CompanyAccount() {
  const factors = useFactors();
  const now = useNow();
  const company = useQuery({ queryKey: ['company'], queryFn: () => gateway('readCompanySignIn') });
  const connect = useAct(async () => {
    window.location.assign((await gateway('connectCompany')).location);
  }, []);
  const disconnect = useAct(() => gateway('disconnectCompany'), ['factors', 'own-sign-ins']);
  const links = factors.data?.company ?? [];
  const label = company.data?.label ?? null;
  if (label === null && links.length === 0) return null;
  const problem = connect.error ?? disconnect.error;
  return (
    <Panel title="Company account">
      <div className="grid gap-4">
        {problem && !(problem instanceof StepUpCancelled) && (
          <ErrorNotice error={problem} title="Nothing was changed." />
        )}
        {links.length === 0 ? (
          <p className="text-muted">
            Not connected. Once it is, <PlainText text={label ?? ''} /> signs you in here.
          </p>
        ) : (
          <ul className="grid gap-3">
            {links.map(({ issuer, connected_at, used_at }) => (
              <li key={`${issuer} ${connected_at}`} className="min-w-0">
                <p className="font-mono text-small wrap-anywhere">
                  <PlainText text={issuer} />
                </p>
                <p className="text-small text-muted">
                  since {day(Date.parse(connected_at))},{' '}
                  {used_at === null ? 'not used yet' : `used ${ago(Date.parse(used_at), now)}`}
                </p>
              </li>
            ))}
          </ul>
        )}
        {links.length === 0 ? (
          <button
            className="btn justify-self-start"
            type="button"
            disabled={connect.isPending || connect.isSuccess}
            onClick={() => connect.mutate(undefined)}
          >
            {connect.isPending || connect.isSuccess ? 'Leaving…' : 'Connect it'}
          </button>
        ) : (
          <div className="flex flex-wrap items-center gap-4">
            <button
              className="btn"
              type="button"
              disabled={disconnect.isPending}
              onClick={() => disconnect.mutate(undefined)}
            >
              {disconnect.isPending ? 'Disconnecting…' : 'Disconnect it'}
            </button>
            <p className="text-small text-muted">Your other sign-ins end.</p>
          </div>
        )}
      </div>
    </Panel>
  );
}
