import type { ApprovalDetail } from '@agentport/contract';
import { useBar } from '../../parts/may.ts';
import { fingerprint } from '../../words/count.ts';

/** What is signed and what was shown, short enough for two people to compare. */
export function Prints({ detail, pending }: { detail: ApprovalDetail; pending: boolean }) {
  const barred = useBar('deny') !== null;
  return (
    <p className="px-1 text-micro leading-4.5 text-muted wrap-anywhere">
      {pending && (
        <span className="max-md:hidden">
          Press{' '}
          {!barred && (
            <>
              <b>D</b> to deny, {detail.tie == null && <ApproveKey />}
            </>
          )}
          <b>E</b> to open all values.
          <br />
        </span>
      )}
      Action <code title={detail.action_sha256}>{fingerprint(detail.action_sha256)}</code> · shown{' '}
      <code title={detail.display_sha256}>{fingerprint(detail.display_sha256)}</code>
    </p>
  );
}

function ApproveKey() {
  return (
    <>
      <b>A</b> (held) to approve,{' '}
    </>
  );
}
