import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { TaskEvent } from '@aima/contract';
import { openEventLog, type EventLog } from './event-log.ts';

let folder: string;
let log: EventLog;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'aima-log-'));
  log = await openEventLog(path.join(folder, 'events.ndjson'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

async function read(after: number, signal = new AbortController().signal): Promise<TaskEvent[]> {
  const chunks: Buffer[] = [];
  for await (const chunk of log.lines(after, signal)) chunks.push(chunk);
  return Buffer.concat(chunks).toString('utf8').split('\n').filter((line) => line !== '').map((line) => TaskEvent.parse(JSON.parse(line)));
}
const warn = (message: string) => log.append({ type: 'warning', code: 'X', message });

test('events are numbered from 1 in the order of their calls, also when nobody waits', async () => {
  void warn('a');
  void warn('ü'.repeat(400_000));
  await warn('c');
  await log.close();
  const events = await read(0);
  expect(events.map(({ seq }) => seq)).toEqual([1, 2, 3]);
});

test('a reader goes on after the number it saw last', async () => {
  for (const word of ['a', 'b', 'c']) await warn(word);
  await log.close();
  expect(await read(2)).toMatchObject([{ seq: 3, message: 'c' }]);
  expect(await read(3)).toEqual([]);
});

test('a reader that came early gets what comes later', async () => {
  const reading = read(0);
  await warn('a');
  await warn('b');
  await log.close();
  expect(await reading).toHaveLength(2);
});

test('a reader that leaves does not wait for the end', async () => {
  const abort = new AbortController();
  await warn('a');
  const reading = read(0, abort.signal);
  setTimeout(() => { abort.abort(); }, 20);
  expect(await reading).toHaveLength(1);
});
