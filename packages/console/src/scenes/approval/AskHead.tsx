import type { ApprovalDetail } from '@agentport/contract';
import { EscapedText, PlainText } from '../../parts/EscapedText.tsx';
import { RiskMark } from '../../parts/RiskMark.tsx';
import { StateTag } from '../../parts/StateTag.tsx';
import { useNow } from '../../parts/use-now.ts';
import { ago, clockSeconds } from '../../words/time.ts';
import { becauseOf } from './because.ts';

/** The act first, then who and where, then why a person is asked. */
export function AskHead({ detail }: { detail: ApprovalDetail }) {
  const now = useNow();
  const asked = Date.parse(detail.requested_at);
  const because = becauseOf(detail);
  return (
    <header>
      <div className="flex flex-wrap items-center gap-2">
        <StateTag state={detail.state} forOthers={detail.tie != null} />
        <RiskMark risk={detail.risk} whole />
        <span className="text-small text-muted max-md:hidden">
          Asked {ago(asked, now)}, {clockSeconds(asked)}
        </span>
      </div>
      <h1 id="verb" className="my-3 text-verb tracking-[-0.022em] wrap-anywhere max-md:my-2">
        <EscapedText segments={detail.display.title} />
      </h1>
      <p className="flex flex-wrap items-center gap-2 text-muted">
        <b className="font-medium text-text">
          <EscapedText segments={detail.display.agent} />
        </b>
        <GateMark />
        <span className="sr-only">wants to reach</span>
        <b className="font-medium text-text">
          <PlainText text={detail.display.integration_title} />
        </b>
        {detail.connection !== detail.display.integration_title.toLowerCase() && (
          <span>
            <PlainText text={detail.connection} />
          </span>
        )}
      </p>
      {because && (
        <p className="mt-2">
          <span className="text-muted">Asked because</span> <PlainText text={because} />
        </p>
      )}
    </header>
  );
}

function GateMark() {
  return (
    <svg
      className="h-4 w-12 flex-none text-line-strong"
      viewBox="0 0 48 16"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.5"
      aria-hidden="true"
      focusable="false"
    >
      <path d="M1 8h15M32 8h14m-3.5-3.5L46 8l-3.5 3.5M20 2v12M28 2v12" />
    </svg>
  );
}
