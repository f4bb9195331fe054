import { visible, visibleText } from '../../words/visible.ts';

/** `/metadata/approved_by` as people write it: `metadata.approved_by`. Invisible characters are named. */
export function pathOf(pointer: string): string {
  const parts = pointer
    .split('/')
    .slice(1)
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'));
  return visibleText(visible(parts.join('.')));
}
