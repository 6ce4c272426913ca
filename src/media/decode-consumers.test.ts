import { spawnSync } from 'node:child_process';
import { afterAll, expect, test } from 'vitest';
import { openDecode, probe, type Decode, type DecodeRequest } from './index.ts';
import { decodeAll, ffmpeg, hearAll, numberedFrames, numberedInput, numberIn, seeAll, tempFolder } from './made-media.cases.ts';

const folder = tempFolder();
afterAll(folder.remove);

const film = folder.at('film.mkv');
ffmpeg([...numberedInput(25), '-f', 'lavfi', '-i', 'sine=duration=8:sample_rate=16000', '-vf', 'scale=640:480', '-c:v', 'libx264', '-preset', 'ultrafast', '-c:a', 'pcm_s16le', film], numberedFrames(200));

const NEEDS = {
  sampled: [{ everyMs: 40, width: 640, height: 480, fit: 'inside' }, { everyMs: 200, width: 64, height: 64, fit: 'pad' }],
  everyFrame: true,
  audio: [{ sampleRateHz: 16_000, channels: 1, windowMs: 500 }, { sampleRateHz: 48_000, channels: 2, windowMs: 1000 }],
} as const satisfies Omit<DecodeRequest, 'probe' | 'signal'>;

async function start(signal = new AbortController().signal): Promise<Decode> {
  return openDecode({ probe: await probe(film), ...NEEDS, signal });
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => { setTimeout(resolve, ms); });

/** ffmpeg processes below this one. */
const children = (): string[] => spawnSync('ps', ['--ppid', String(process.pid), '-o', 'stat=,comm=']).stdout.toString().split('\n').filter((line) => line.includes('ffmpeg'));

test('a slow consumer gets everything, in lent batches that stay as they are until the next', async () => {
  const decode = await start();
  const [big, small] = decode.sampled;
  const seen: number[] = [];
  const slow = async (): Promise<void> => {
    for await (const { frames, width, height } of big ?? []) {
      const before = frames.map((frame) => numberIn(frame, width, height));
      await pause(10);
      expect(frames.map((frame) => numberIn(frame, width, height))).toEqual(before);
      expect(frames.length).toBeLessThanOrEqual(8);
      seen.push(...before);
    }
  };
  const [, few, every, heard] = await Promise.all([slow(), seeAll(small), seeAll(decode.everyFrame), Promise.all(decode.audio.map(hearAll))]);
  expect(seen).toEqual(Array.from({ length: 200 }, (_, n) => n));
  expect(few.map(({ atMs }) => atMs)).toEqual(Array.from({ length: 40 }, (_, n) => n * 200));
  expect(every.map(({ number }) => number)).toEqual(seen);
  expect(heard.map(({ samples }) => samples.length)).toEqual([128_000, 384_000]);
  expect(await decode.end).toEqual({ analysedMs: 8000, coverage: 1, warnings: [] });
});

test('who leaves early, or at the first batch, holds nobody up', async () => {
  const decode = await start();
  const leave = async (items: AsyncIterable<unknown> | undefined): Promise<void> => { for await (const _ of items ?? []) break; };
  const [, , , , every] = await Promise.all([leave(decode.sampled[0]), leave(decode.sampled[1]), leave(decode.audio[0]), leave(decode.audio[1]), seeAll(decode.everyFrame)]);
  expect(every).toHaveLength(200);
  expect((await decode.end).coverage).toBe(1);
});

test('sound that nobody takes yet does not hold the pictures up for a minute of it', async () => {
  const decode = await start();
  const pictures = await Promise.all([...decode.sampled.map(seeAll), seeAll(decode.everyFrame)]);
  expect(pictures.map(({ length }) => length)).toEqual([200, 40, 200]);
  expect((await Promise.all(decode.audio.map(hearAll))).map(({ samples }) => samples.length)).toEqual([128_000, 384_000]);
  await decode.end;
});

test('an abort ends every stream and the decoder', async () => {
  const cancel = new AbortController();
  const decode = await start(cancel.signal);
  const pictures = decode.everyFrame?.[Symbol.asyncIterator]();
  await pictures?.next();
  expect(children()).toHaveLength(1);
  cancel.abort();
  await expect(decode.end).rejects.toMatchObject({ code: 'CANCELLED' });
  await expect(seeAll(decode.sampled[0])).rejects.toMatchObject({ code: 'CANCELLED' });
  await expect(hearAll(decode.audio[0])).rejects.toMatchObject({ code: 'CANCELLED' });
  await expect(pictures?.next()).rejects.toMatchObject({ code: 'CANCELLED' });
  expect(children()).toEqual([]);
});

test('a signal aborted beforehand starts nothing', async () => {
  const decode = await start(AbortSignal.abort());
  await expect(decode.end).rejects.toMatchObject({ code: 'CANCELLED' });
  await expect(probe(film, { signal: AbortSignal.abort() })).rejects.toMatchObject({ code: 'CANCELLED' });
  expect(children()).toEqual([]);
});

test('stop ends the streams without an error', async () => {
  const decode = await start();
  const pictures = decode.everyFrame?.[Symbol.asyncIterator]();
  await pictures?.next();
  decode.stop();
  await seeAll(decode.sampled[0]);
  await hearAll(decode.audio[1]);
  const end = await decode.end;
  expect(end.analysedMs).toBeGreaterThan(0);
  // The big stream's two batches hold the decoder back, so it was killed far from its end.
  expect(end.analysedMs).toBeLessThan(7000);
  expect(children()).toEqual([]);
});

test('nothing asked for, nothing decoded', async () => {
  expect((await decodeAll(film, { everyFrame: false })).end).toEqual({ analysedMs: 8000, coverage: 1, warnings: [] });
});
