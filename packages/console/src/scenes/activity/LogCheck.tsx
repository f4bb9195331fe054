import type { AuditVerification } from '@agentport/contract';
import { ErrorNotice } from '../../parts/ErrorNotice.tsx';
import { PlainText } from '../../parts/EscapedText.tsx';
import { Notice } from '../../parts/Notice.tsx';
import { count } from '../../words/count.ts';
import { clockSeconds } from '../../words/time.ts';

interface LogCheckProps {
  result: AuditVerification | undefined;
  error: unknown;
}

/** What a check of the whole log found: its size when intact, the first bad entry when not. */
export function LogCheck({ result, error }: LogCheckProps) {
  if (error) return <ErrorNotice error={error} title="The log was not checked." />;
  if (!result) return null;
  const at = clockSeconds(Date.parse(result.checked_at));
  if (result.ok) {
    return (
      <Notice tone="allow" icon="sealed" title={`${count(result.size, 'entry', 'entries')}, intact.`}>
        Checked at {at}.{' '}
        {result.root && <code className="text-small wrap-anywhere text-muted">Root {result.root}</code>}
      </Notice>
    );
  }
  const where = result.problem?.index == null ? '' : ` First bad entry: ${result.problem.index}.`;
  return (
    <Notice tone="deny" title={`The log is damaged.${where}`} urgent>
      <PlainText text={result.problem?.message ?? 'Nobody knows how.'} />{' '}
      <code className="text-muted">{result.problem?.code}</code>
    </Notice>
  );
}
