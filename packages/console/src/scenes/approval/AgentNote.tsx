import type { Segment } from '@agentport/contract';
import { EscapedText } from '../../parts/EscapedText.tsx';
import { Icon } from '../../parts/Icon.tsx';

/** The only place for the agent's own words: boxed, named and never above the values (T25). */
export function AgentNote({ note }: { note: readonly Segment[] }) {
  return (
    <section
      className="rounded-panel border border-dashed border-line-strong px-5 py-4 max-md:px-4 max-md:py-3"
      aria-labelledby="note"
    >
      <h2 id="note" className="mb-2 flex items-center gap-2 text-small font-medium text-muted">
        <Icon name="quote" className="size-4" />
        Note from the agent. Nobody has checked it.
      </h2>
      <blockquote className="max-w-[60ch] text-muted wrap-anywhere [unicode-bidi:isolate]">
        “<EscapedText segments={note} />”
      </blockquote>
    </section>
  );
}
