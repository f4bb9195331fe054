import type { Scrubber } from '@agentport/engine';

const CHARACTERS_MAX = 300;

/** The innermost cause of a failure for the log: one line, bounded, without the credential. */
export function describeCause(cause: unknown, scrubber: Scrubber): string {
  let innermost = cause;
  for (let depth = 0; depth < 8 && innermost instanceof Error && innermost.cause; depth++) {
    innermost = innermost.cause;
  }
  if (!(innermost instanceof Error)) return 'unknown';
  const code = 'code' in innermost && typeof innermost.code === 'string' ? ` (${innermost.code})` : '';
  // A refused destination says more to the operator than to the agent.
  const detail = 'why' in innermost && typeof innermost.why === 'string' ? `: ${innermost.why}` : '';
  const line = `${innermost.message}${detail}${code}`.replaceAll(/[\x00-\x1f\x7f]/g, ' ');
  return scrubber.text(line).slice(0, CHARACTERS_MAX);
}
