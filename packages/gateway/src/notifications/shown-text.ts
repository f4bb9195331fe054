import { type DisplayModel, type Segment, segmentsOf } from '@agentport/engine';

/**
 * Segments as one line of plain text. What cannot be seen stands in brackets by its code, and a secret by its length, as
 * on the approval page; nothing else of it is left.
 */
export function shownText(segments: readonly Segment[]): string {
  return segments.map(textOf).join('');
}

function textOf(segment: Segment): string {
  if (segment.t === 'text') return segment.v;
  if (segment.t === 'secret') return `[secret, ${segment.length} characters]`;
  return segment.count > 1 ? `[${segment.code} ×${segment.count}]` : `[${segment.code}]`;
}

/** A name that a person gave, with everything invisible written out. */
export function shownName(name: string): string {
  return shownText(segmentsOf(name));
}

export function titleText(model: DisplayModel): string {
  return model.title
    .map(
      ({ value, omitted }) =>
        `${shownText(value)}${omitted > 0 ? ` […${omitted} characters left out…] ` : ''}`,
    )
    .join('');
}
