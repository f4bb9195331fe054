import type { RouteReply } from '@agentport/contract';
import { PlainText } from '../../parts/EscapedText.tsx';
import { Notice } from '../../parts/Notice.tsx';

/** What the service said to a harmless call. */
export function TestResult({ test, service }: { test: RouteReply<'testConnection'>; service: string }) {
  return (
    <Notice
      tone={test.ok ? 'allow' : 'deny'}
      icon={test.ok ? 'allow' : 'alert'}
      title={test.ok ? 'It works.' : `${service} refused it.`}
      urgent
    >
      <PlainText text={test.message} />
      {test.status !== null && <span className="text-muted"> It answered {test.status}.</span>}
    </Notice>
  );
}
