import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { mapPage, pageOf } from './page.ts';

test('walking page after page gives every row once, in order, and says where the end is', () => {
  const rows = fc.uniqueArray(fc.nat(), { maxLength: 60 });
  fc.assert(
    fc.property(rows, fc.integer({ min: 1, max: 20 }), (unordered, limit) => {
      const all = unordered.toSorted((a, b) => a - b);
      const seen: string[] = [];
      let cursor: string | null = null;
      for (let pages = 0; pages <= all.length; pages++) {
        const after: number = cursor === null ? -1 : Number(cursor);
        const asked = all.filter((row) => row > after).slice(0, limit + 1);
        const page: { items: string[]; next: string | null } = mapPage(pageOf(asked, limit, String), String);
        assert.ok(page.items.length <= limit);
        seen.push(...page.items);
        cursor = page.next;
        if (cursor === null) break;
      }
      assert.equal(cursor, null);
      assert.deepEqual(seen, all.map(String));
    }),
  );
});
