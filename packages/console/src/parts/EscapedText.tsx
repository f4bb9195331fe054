import type { Segment } from '@agentport/contract';
import { foreignParts, secretWords, visible } from '../words/visible.ts';

/** What the agent sent, inside a title of ours. */
const ARGUMENT = 'underline decoration-line-strong decoration-dotted decoration-1 underline-offset-[0.22em]';

/** Layout that was named only so that it cannot push text away: shown quietly, everything else loudly. */
const LAYOUT = new Set(['U+0009', 'U+000A', 'U+000D', 'U+0020']);
const LINE_BREAK = 'U+000A';

interface EscapedTextProps {
  segments: readonly Segment[];
  /** mark letters that only look Latin */
  markForeign?: boolean;
}

/** Untrusted text: letters as they are, every other character as a named chip that copies as its name. */
export function EscapedText({ segments, markForeign = false }: EscapedTextProps) {
  return segments
    .flatMap((segment) => (segment.t === 'text' ? visible(segment.v).map(like(segment)) : [segment]))
    .map((segment, index) => {
      // Segments never move: their place is their identity.
      const key = index;
      if (segment.t === 'text') {
        return (
          <span key={key} className={segment.argument && ARGUMENT}>
            {markForeign ? <Foreign text={segment.v} /> : segment.v}
          </span>
        );
      }
      if (segment.t === 'escape') return <Escape key={key} segment={segment} />;
      return (
        <span key={key} className="rounded-mark bg-ask-soft px-1 text-ask">
          {secretWords(segment.length, segment.fingerprint)}
        </span>
      );
    });
}

/** Pieces of a text stay what the whole was: ours, or the agent's. */
function like(whole: Extract<Segment, { t: 'text' }>): (piece: Segment) => Segment {
  return (piece) => (piece.t === 'text' && whole.argument ? { ...piece, argument: true } : piece);
}

/** The same for a text that did not come as segments, such as a name or a message. */
export function PlainText({ text }: { text: string }) {
  return <EscapedText segments={[{ t: 'text', v: text }]} />;
}

const CHIP = 'mx-[0.15em] inline-block rounded-[3px] px-[0.3em] font-mono text-[0.8125em] leading-[1.35]';
const LOUD = `${CHIP} bg-deny-solid font-semibold text-on-ink`;
const QUIET = `${CHIP} text-muted shadow-[inset_0_0_0_1px_var(--color-line)]`;

function Escape({ segment }: { segment: Extract<Segment, { t: 'escape' }> }) {
  const { code, name, count = 1 } = segment;
  // What is no code point stands for characters that were left out, and must say so.
  const label = code.startsWith('U+') ? code : (name ?? code);
  return (
    <>
      <span className={LAYOUT.has(code) ? QUIET : LOUD} title={name ?? 'character without a picture'}>
        {count > 1 ? `${label} ×${count}` : label}
      </span>
      {code === LINE_BREAK && <br />}
    </>
  );
}

function Foreign({ text }: { text: string }) {
  return foreignParts(text).map((part, index) => {
    // Parts never move: their place is their identity.
    const key = index;
    if (!part.foreign) return <span key={key}>{part.text}</span>;
    return (
      <mark
        key={key}
        className="rounded-[3px] bg-deny-soft px-px text-deny underline decoration-2 underline-offset-4"
      >
        {part.text}
      </mark>
    );
  });
}
