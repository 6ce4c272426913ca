import { expect, test } from 'vitest';
import { awaiting, inOrder, looksLikeMedia, measure, totalOf, type FileFacts, type UploadItem } from './upload-item.ts';

const item = (change: Partial<UploadItem>): UploadItem => ({ key: 'a', name: 'a.mp4', sizeBytes: 1000, sentBytes: 0, phase: 'sending', ...change });

test('a steady line is measured as what it is, and a slower one within seconds', () => {
  let meter = measure(undefined, 0, 0);
  expect(meter.bytesPerSecond).toBeUndefined();
  for (let second = 1; second <= 5; second++) meter = measure(meter, second * 1000, second * 1000);
  expect(meter.bytesPerSecond).toBeCloseTo(1000, 6);
  for (let second = 6; second <= 20; second++) meter = measure(meter, 5000 + (second - 5) * 100, second * 1000);
  expect(meter.bytesPerSecond).toBeLessThan(130);
});

test('moments that lie too close measure nothing, and going back begins anew', () => {
  const meter = measure(measure(undefined, 0, 0), 500, 1000);
  expect(measure(meter, 600, 1100)).toBe(meter);
  expect(measure(meter, 100, 3000)).toEqual({ atMs: 3000, bytes: 100, bytesPerSecond: undefined });
});

test('the rest counts what moves, waits or is paused, and the rate only what moves', () => {
  const total = totalOf([
    item({ sentBytes: 400, meter: { atMs: 0, bytes: 0, bytesPerSecond: 100 } }), item({ phase: 'waiting' }), item({ phase: 'paused', sentBytes: 500, meter: { atMs: 0, bytes: 0, bytesPerSecond: 50 } }),
    item({ phase: 'done', sentBytes: 1000 }), item({ phase: 'needs_file' }),
  ]);
  expect(total).toEqual({ files: 5, settled: 1, sizeBytes: 3000, sentBytes: 900, bytesPerSecond: 100, remainingMs: 21_000 });
  expect(totalOf([item({ phase: 'waiting' })]).remainingMs).toBeUndefined();
});

test('what asks for somebody stands first, what is over last', () => {
  expect(inOrder([item({ phase: 'done' }), item({ phase: 'waiting' }), item({ phase: 'sending' }), item({ phase: 'needs_file' })]).map(({ phase }) => phase)).toEqual(['needs_file', 'sending', 'waiting', 'done']);
});

test('a file goes on where it was begun: by name and size, and unchanged where that is known', () => {
  const waiting = [item({ key: 'u1', uploadId: 'u1', phase: 'needs_file' }), item({ key: 'u2', uploadId: 'u2', name: 'evil.exe', phase: 'needs_permission' })];
  const noted = new Map<string, FileFacts>([['u2', { name: 'evil\u202e.exe', sizeBytes: 1000, lastModified: 7 }]]);
  const find = (file: FileFacts): string | undefined => awaiting(waiting, file, noted)?.uploadId;
  expect(find({ name: 'a.mp4', sizeBytes: 1000, lastModified: 1 })).toBe('u1');
  expect(find({ name: 'a.mp4', sizeBytes: 1001, lastModified: 1 })).toBeUndefined();
  // The server shows another name than the file's; the note knows it, and that it was changed.
  expect(find({ name: 'evil\u202e.exe', sizeBytes: 1000, lastModified: 7 })).toBe('u2');
  expect(find({ name: 'evil\u202e.exe', sizeBytes: 1000, lastModified: 8 })).toBeUndefined();
  expect(awaiting([item({ uploadId: 'u1', phase: 'sending' })], { name: 'a.mp4', sizeBytes: 1000, lastModified: 1 }, noted)).toBeUndefined();
});

test('of folders only media are taken', () => {
  expect(['a.HEIC', 'b.mp4', '.DS_Store', 'notes.txt', 'c.m2ts'].filter((name) => looksLikeMedia({ name, type: '' }))).toEqual(['a.HEIC', 'b.mp4', 'c.m2ts']);
  expect(looksLikeMedia({ name: 'clip', type: 'video/x-odd' })).toBe(true);
});
