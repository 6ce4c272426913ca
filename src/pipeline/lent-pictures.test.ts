import { expect, test } from 'vitest';
import type { Frame, KeptPicture, PictureRequest, TextGenerator } from '@aima/sdk';
import { z } from 'zod';
import { shotLedger } from '../gate/shot-ledger.ts';
import { lentPictures } from './lent-pictures.ts';

const SIZE = { width: 4, height: 2 };
const frame = (atMs: number): Frame => ({ atMs, pixels: new Uint8Array(4 * 2 * 3).fill(atMs % 256), toFraction: () => ({ x: 0, y: 0, w: 1, h: 1 }) });
const Answer = z.object({ text: z.string() });

/** Remembers what it was shown. */
function eyes() {
  const asked: PictureRequest[] = [];
  const model: TextGenerator<PictureRequest> = {
    generate: () => Promise.reject(new Error('not asked here')),
    generateAs: (schema, _, request) => {
      asked.push(request);
      request.onText?.('{}');
      return Promise.resolve(schema.parse({ text: 'seen' }));
    },
  };
  return { asked, model };
}

const ask = (lent: ReturnType<typeof lentPictures>, model: TextGenerator<PictureRequest>, ...pictures: KeptPicture[]) =>
  lent.shownTo(model, () => undefined).answerAs(Answer, 'answer', { prompt: 'What?', pictures: pictures.map((picture) => ({ picture, caption: `at ${picture.atMs}` })) });

test('a picture goes out once its shot is freed, as JPEG behind its caption; not before, and of a held shot never', async () => {
  const ledger = shotLedger();
  const lent = lentPictures(ledger);
  const { asked, model } = eyes();
  const [first, second] = await Promise.all([lent.keep(frame(500), SIZE), lent.keep(frame(1500), SIZE)]);
  expect(lent.verdict(first)).toBe('undecided');
  await expect(ask(lent, model, first)).rejects.toMatchObject({ code: 'ANALYZER_FAILED' });
  ledger.close(1000, 1, undefined);
  expect([first, second].map(lent.verdict)).toEqual(['free', 'undecided']);
  expect(await ask(lent, model, first)).toEqual({ text: 'seen' });
  expect(asked[0]?.images[0]).toMatchObject({ type: 'image/jpeg', caption: 'at 500' });
  expect([...asked[0]?.images[0]?.bytes.subarray(0, 2) ?? []]).toEqual([0xff, 0xd8]);
  ledger.close(Infinity, 1, 'age_unknown');
  ledger.end();
  expect(lent.verdict(second)).toBe('held');
  await expect(ask(lent, model, first, second)).rejects.toMatchObject({ code: 'ANALYZER_FAILED' });
  expect(asked).toHaveLength(1);
});

test('next to a held shot a rounded millisecond is no way out', async () => {
  const ledger = shotLedger();
  ledger.close(1000, 1, 'possible_minor');
  ledger.close(Infinity, 1, undefined);
  ledger.end();
  const lent = lentPictures(ledger);
  const verdicts = await Promise.all([999, 1000, 1001].map(async (atMs) => lent.verdict(await lent.keep(frame(atMs), SIZE))));
  expect(verdicts).toEqual(['held', 'held', 'free']);
});

test('of a shot that goes on behind this part of the film nothing goes out: it may yet be held', async () => {
  const ledger = shotLedger();
  ledger.close(1000, 1, undefined);
  ledger.close(Infinity, 1, undefined);
  ledger.end();
  const lent = lentPictures({ ...ledger, openShot: () => ({ fromMs: 601_000, explicit: false, adults: false }) }, 600_000);
  const verdicts = await Promise.all([500, 999, 1500].map(async (atMs) => lent.verdict(await lent.keep(frame(atMs), SIZE))));
  expect(verdicts).toEqual(['free', 'undecided', 'undecided']);
});

test('without a gate, or for a picture that is none of this medium, nothing is freed', async () => {
  const { asked, model } = eyes();
  const open = lentPictures(undefined);
  const picture = await open.keep(frame(0), SIZE);
  expect(open.verdict(picture)).toBe('undecided');
  await expect(ask(open, model, picture)).rejects.toMatchObject({ code: 'ANALYZER_FAILED' });
  const free = shotLedger();
  free.close(Infinity, 1, undefined);
  free.end();
  const lent = lentPictures(free);
  expect(lent.verdict(picture)).toBe('undecided');
  await expect(ask(lent, model, picture)).rejects.toMatchObject({ code: 'ANALYZER_FAILED' });
  await expect(ask(lent, model, { atMs: 0, ...SIZE })).rejects.toMatchObject({ code: 'ANALYZER_FAILED' });
  expect(asked).toEqual([]);
});

test('who keeps the same frame gets the same picture', async () => {
  const lent = lentPictures(undefined);
  const one = frame(0);
  expect(await lent.keep(one, SIZE)).toBe(await lent.keep(one, SIZE));
  expect(await lent.keep(frame(0), SIZE)).not.toBe(await lent.keep(one, SIZE));
});
