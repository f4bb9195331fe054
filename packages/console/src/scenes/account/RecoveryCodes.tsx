import { useState } from 'react';
import { gateway } from '../../api/gateway.ts';
import { CodeList } from '../../parts/CodeList.tsx';
import { ErrorNotice } from '../../parts/ErrorNotice.tsx';
import { Notice } from '../../parts/Notice.tsx';
import { Panel } from '../../parts/Panel.tsx';
import { StepUpCancelled } from '../../parts/step-up.tsx';
import { useAct } from '../../parts/use-act.ts';
import { useFactors } from './use-factors.ts';

/** Fewer than this, and it is time for new ones. */
const FEW = 3;

/** The way back in when passkey or phone are lost. New ones are shown once, and end the ones before. */
export function RecoveryCodes() {
  const factors = useFactors();
  const [codes, setCodes] = useState<readonly string[] | null>(null);
  const renew = useAct(async () => {
    setCodes((await gateway('renewRecoveryCodes')).recovery_codes);
  }, ['factors']);
  if (!factors.data) return null;
  if (codes) {
    return (
      <Panel title="Recovery codes">
        <div className="grid gap-4">
          <p className="text-muted" role="status">
            Save these in a safe place. They are shown now and never again; the ones before open nothing any
            more.
          </p>
          <CodeList codes={codes} />
          <button className="btn btn-ink justify-self-start" type="button" onClick={() => setCodes(null)}>
            I saved them
          </button>
        </div>
      </Panel>
    );
  }
  const left = factors.data.recovery_codes;
  return (
    <Panel title="Recovery codes">
      <div className="grid gap-4">
        {renew.error && !(renew.error instanceof StepUpCancelled) && (
          <ErrorNotice error={renew.error} title="Your codes are the same as before." />
        )}
        {left < FEW && (
          <Notice tone="ask" title={codesLeft(left)}>
            Make new ones before you need them.
          </Notice>
        )}
        <p className="text-muted">
          {left >= FEW && `${codesLeft(left)} `}
          Each opens once, when your passkey or phone is lost.
        </p>
        <button
          className="btn justify-self-start"
          type="button"
          disabled={renew.isPending}
          onClick={() => renew.mutate(undefined)}
        >
          {renew.isPending ? 'Making new ones…' : 'Make new codes'}
        </button>
      </div>
    </Panel>
  );
}

function codesLeft(count: number): string {
  if (count === 0) return 'No recovery code is left.';
  return `${count} recovery ${count === 1 ? 'code is' : 'codes are'} left.`;
}
