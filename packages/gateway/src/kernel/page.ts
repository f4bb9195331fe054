/** What a list is asked for. */
export interface PageQuery {
  /** opaque: `next` of the page before */
  readonly cursor?: string | undefined;
  /** at least 1 */
  readonly limit: number;
}

export interface Page<T> {
  readonly items: readonly T[];
  /** where to go on, null at the end */
  readonly next: string | null;
}

/** One page out of rows that were asked for with one more than its limit: the row too many says that there are more. */
export function pageOf<T>(rows: readonly T[], limit: number, cursorOf: (last: T) => string): Page<T> {
  const items = rows.slice(0, limit);
  const last = items.at(-1);
  return { items, next: rows.length > limit && last !== undefined ? cursorOf(last) : null };
}

/** The same page with its items in another form. */
export function mapPage<T, U>(
  { items, next }: Page<T>,
  present: (item: T) => U,
): { items: U[]; next: string | null } {
  return { items: items.map(present), next };
}
