import type { Segment } from '@agentport/contract';

/**
 * Text of an action as a person may judge it. A backslash in it is doubled, so that `\[right-to-left override]` and
 * `\[secret …]` can only be written here and never by whoever wrote the text (T88).
 */
export function segmentText(segments: readonly Segment[]): string {
  return segments.map(segmentOf).join('');
}

function segmentOf(segment: Segment): string {
  switch (segment.t) {
    case 'text':
      return segment.v.replaceAll('\\', '\\\\');
    case 'escape': {
      const times = segment.count === undefined || segment.count === 1 ? '' : `, ${segment.count} times`;
      return `\\[${segment.name ?? segment.code}${times}]`;
    }
    case 'secret':
      return `\\[secret, ${segment.length} characters, fingerprint ${segment.fingerprint}]`;
  }
}
