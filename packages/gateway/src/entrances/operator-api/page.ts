import type { PageQuery } from '../../kernel/page.ts';

/** As many as may be asked for at once: most of these lists are shorter, and whoever names no number sees them whole. */
const PAGE = 200;

interface Asked {
  readonly cursor?: string | undefined;
  readonly limit?: number | undefined;
}

export function pageAsked({ cursor, limit = PAGE }: Asked): PageQuery {
  return { cursor, limit };
}
