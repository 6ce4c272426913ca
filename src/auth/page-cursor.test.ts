import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { pageFrom, readCursor } from './page-cursor.ts';

const rows = [3, 2, 1].map((n) => ({ id: randomUUID(), createdAt: new Date(n * 1000) }));

test('a page says where the next begins, the last one nothing', () => {
  const page = pageFrom(rows, 2);
  expect(page.items).toEqual(rows.slice(0, 2));
  expect(readCursor(page.next)).toEqual({ createdAt: '1970-01-01T00:00:02.000Z', id: rows[1]?.id });
  expect(pageFrom(rows, 3)).toEqual({ items: rows });
  expect(pageFrom([], 3)).toEqual({ items: [] });
});

test.each(['', 'nonsense', Buffer.from('[]').toString('base64url'), Buffer.from('["now","me"]').toString('base64url')])('%j is no cursor', (cursor) => {
  expect(() => readCursor(cursor)).toThrow(expect.objectContaining({ code: 'INVALID_MESSAGE' }) as Error);
});
