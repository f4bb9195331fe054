import { useEffect, useState } from 'react';
import { Icon } from './Icon.tsx';

const SHOWN_MS = 2_000;

/** A text to take along. It wraps instead of scrolling away, so that nothing of it is missed. */
export function CopyBox({ text, label }: { text: string; label: string }) {
  const [copied, setCopied] = useState(false);
  useEffect(() => {
    if (!copied) return;
    const timer = setTimeout(() => setCopied(false), SHOWN_MS);
    return () => clearTimeout(timer);
  }, [copied]);
  const copy = () => {
    navigator.clipboard?.writeText(text).then(
      () => setCopied(true),
      () => setCopied(false),
    );
  };
  return (
    <div className="grid grid-cols-[minmax(0,1fr)_auto] items-start rounded-control border border-line bg-sunken max-md:grid-cols-1">
      <pre className="px-4 py-2.5 font-mono text-small whitespace-pre-wrap wrap-anywhere select-all">
        {text}
      </pre>
      <button
        className="btn btn-quiet btn-small m-1 max-md:m-0 max-md:rounded-none max-md:border-t-line"
        type="button"
        onClick={copy}
        aria-label={`Copy ${label}`}
      >
        <Icon name="copy" className="size-4" />
        <span aria-live="polite">{copied ? 'Copied' : 'Copy'}</span>
      </button>
    </div>
  );
}
