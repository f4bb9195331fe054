import { codeOf } from '../api/gateway.ts';
import { PlainText } from './EscapedText.tsx';
import { Notice } from './Notice.tsx';

interface ErrorNoticeProps {
  error: unknown;
  /** says what did not happen */
  title: string;
  retry?: () => unknown;
}

/** What happened, what did not, what to do, and a code that can be copied. */
export function ErrorNotice({ error, title, retry }: ErrorNoticeProps) {
  const code = codeOf(error);
  return (
    <Notice tone="deny" title={title} urgent>
      <PlainText text={error instanceof Error ? error.message : 'Nobody knows why.'} />
      {code && (
        <>
          {' '}
          <code className="text-muted select-all">{code}</code>
        </>
      )}
      {retry && (
        <p className="mt-3">
          <button className="btn btn-small" type="button" onClick={() => void retry()}>
            Try again
          </button>
        </p>
      )}
    </Notice>
  );
}
