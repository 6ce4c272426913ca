import { PassThrough } from 'node:stream';
import { expect, test } from 'vitest';
import { atOnce } from './at-once.ts';
import { serverAddress, isPrivateLine } from './connection.ts';
import { liveLine } from './live-line.ts';
import { remoteTextsOf } from './texts.ts';
import { transferProgress } from './transfer-progress.ts';
import { exitCodeOfJob } from './watch.ts';
import { lengthInWords, placeInWords, runsInWords, statusInWords } from './words.ts';

test.each([[0.4, '0 s'], [59.6, '1:00 min'], [184, '3:04 min'], [3723, '1:02:03 h']])('%d seconds are %s', (seconds, words) => { expect(lengthInWords(seconds)).toBe(words); });
test.each([[0, '0:00.000'], [3120, '0:03.120'], [3_723_004, '1:02:03.004']])('%d ms are the place %s', (ms, words) => { expect(placeInWords(ms)).toBe(words); });

test('a status is the badge of its card, and the state where it says more', () => {
  const de = remoteTextsOf('de');
  expect(statusInWords({ stage: 'done', state: 'idle' }, de)).toBe('Fertig');
  expect(statusInWords({ stage: 'ml_done', state: 'awaiting_review' }, de)).toBe('ML-Abgeschlossen, wartet auf Prüfung');
});

test('runs are counted in words, in both languages', () => {
  const runs = (['done', 'not_run', 'done', 'failed'] as const).map((status) => ({ status }));
  expect(runsInWords(runs, remoteTextsOf('en'))).toBe('2 done, 1 not run, 1 failed');
  expect(runsInWords(runs, remoteTextsOf('de'))).toBe('2 fertig, 1 nicht ausgeführt, 1 fehlgeschlagen');
});

test.each([['localhost:8000', 'http://localhost:8000'], ['HTTPS://Aima.Example/x', 'https://aima.example']])('%s is the server %s', (given, address) => { expect(serverAddress(given)).toBe(address); });
test.each(['ftp://a', 'http://', 'a b', 'https://me:secret@a'])('%s is no server', (given) => { expect(() => serverAddress(given)).toThrow(/is not the address/); });
test('only https and this machine are private', () => {
  expect(['http://127.0.0.1:8000', 'http://localhost', 'http://[::1]:8000', 'https://a.example'].map(isPrivateLine)).toEqual([true, true, true, true]);
  expect(['http://192.168.0.2:8000', 'http://localhost.example', 'http://127.0.0.1.example'].map(isPrivateLine)).toEqual([false, false, false]);
});

test('so many are at work at once and no more, and results keep their places', async () => {
  let busy = 0;
  let most = 0;
  const results = await atOnce([30, 5, 20, 1], 2, async (ms, i) => {
    most = Math.max(most, ++busy);
    await new Promise((resolve) => { setTimeout(resolve, ms); });
    busy--;
    return i;
  });
  expect(results).toEqual([0, 1, 2, 3]);
  expect(most).toBe(2);
});

const terminal = (isTTY: boolean) => {
  const out = Object.assign(new PassThrough(), { isTTY, columns: 40 });
  return { out, said: () => String(out.read() ?? '') };
};

test('a line is rewritten at a terminal, and not more often than can be read', () => {
  let at = 0;
  const { out, said } = terminal(true);
  const line = liveLine(out, () => at);
  for (at = 1; at <= 450; at++) line.draw(() => `now ${String(at)}${'.'.repeat(99)}`);
  line.say('stays');
  const shown = said();
  expect(shown.match(/now \d+/g)).toEqual(['now 200', 'now 400']);
  expect(shown).toMatch(/\u001b\[2Kstays\n$/);
  for (const each of shown.split('\r')) expect(each.length).toBeLessThanOrEqual(50);
});

test('several files are one line with their bytes, and elsewhere than at a terminal a seldom one', () => {
  let at = 0;
  const { out, said } = terminal(false);
  const progress = transferProgress({ out, files: 2, sizeBytes: 4_000_000, texts: remoteTextsOf('en'), language: 'en', now: () => at });
  for (at = 0; at <= 10_000; at += 100) progress.at('a', at * 200);
  progress.finished();
  expect(said()).toBe('0 of 2 files, 25 %, 1.0 MB of 4.0 MB\n0 of 2 files, 50 %, 2.0 MB of 4.0 MB, 200.0 kB/s\n');
});

test.each([
  ['done', 'awaiting_review', [{ status: 'done', coverage: 1 }, { status: 'not_run', coverage: 0 }], 0], ['one failed', 'awaiting_review', [{ status: 'failed', coverage: 0 }], 4],
  ['a part of it', 'awaiting_review', [{ status: 'done', coverage: 0.5 }], 4], ['failed', 'failed', [], 4], ['cancelled', 'cancelled', [], 130], ['archived', 'archived', [], 0],
] as const)('the exit code of a job that is %s', (_, state, runs, code) => { expect(exitCodeOfJob({ state, media: [{ runs }] })).toBe(code); });

test('both languages say the same things', () => {
  for (const line of remoteTextsOf('de').usage.split('\n')) expect(line.length, line).toBeLessThanOrEqual(130);
  expect(Object.keys(remoteTextsOf('de'))).toEqual(Object.keys(remoteTextsOf('en')));
  const commandsIn = (usage: string) => [...usage.matchAll(/^ {2}aima ([a-z|]+)/gm)].map(([, name]) => name);
  expect(commandsIn(remoteTextsOf('de').usage)).toEqual(commandsIn(remoteTextsOf('en').usage));
});
