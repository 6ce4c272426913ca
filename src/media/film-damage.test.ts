import { readFileSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { afterAll, expect, test } from 'vitest';
import { probe } from './index.ts';
import { decodeAll, ffmpeg, tempFolder } from './made-media.cases.ts';

const folder = tempFolder();
afterAll(folder.remove);

const MOVING = ['-f', 'lavfi', '-i', 'testsrc2=size=320x240:rate=25:duration=8', '-f', 'lavfi', '-i', 'anoisesrc=duration=8:sample_rate=48000', '-c:v', 'libx264', '-g', '25', '-b:v', '400k', '-c:a', 'aac', '-b:a', '64k'];
const sound16k = { sampleRateHz: 16_000, channels: 1, windowMs: 500 } as const;

const cut = (file: string, part: number): void => { truncateSync(file, Math.floor(statSync(file).size * part)); };

test.each([['cut.mp4', ['-movflags', '+faststart']], ['cut.mkv', []], ['cut.mov', ['-movflags', '+faststart']]])('%s, cut in the middle, is read as far as it goes', async (name, options) => {
  const file = folder.at(name);
  ffmpeg([...MOVING, ...options, file]);
  const whole = await decodeAll(file, { audio: [sound16k] });
  expect(whole.end).toEqual({ analysedMs: whole.probed.facts.durationMs, coverage: 1, warnings: [] });
  cut(file, 0.5);
  const { end, everyFrame, probed, sounds } = await decodeAll(file, { audio: [sound16k] });
  expect(probed.facts.durationMs).toBeGreaterThan(7900);
  expect(end.coverage).toBeGreaterThan(0.35);
  expect(end.coverage).toBeLessThan(0.65);
  expect(Math.abs(end.analysedMs / 8000 - end.coverage)).toBeLessThan(0.06);
  expect(Math.abs((everyFrame.at(-1)?.atMs ?? 0) / 8000 - end.coverage)).toBeLessThan(0.06);
  expect((sounds[0]?.samples.length ?? 0) / 16_000).toBeGreaterThan(2.5);
  expect(end.warnings.map(({ code }) => code)).toEqual(['MEDIA_TRUNCATED']);
  expect(end.warnings[0]?.message).toContain(`'${name}'`);
});

test('a hole inside is no part of what was covered', async () => {
  const file = folder.at('hole.mkv');
  ffmpeg([...MOVING, file]);
  const bytes = readFileSync(file);
  bytes.fill(0, Math.floor(bytes.length * 0.4), Math.floor(bytes.length * 0.65));
  writeFileSync(file, bytes);
  const { end, everyFrame } = await decodeAll(file, { audio: [sound16k] });
  expect(everyFrame.at(-1)?.atMs).toBeGreaterThan(7500);
  expect(end.coverage).toBeGreaterThan(0.55);
  expect(end.coverage).toBeLessThan(0.85);
  expect(end.warnings).toHaveLength(1);
});

test('an MP4 whose index at the end is missing says so', async () => {
  const file = folder.at('no-index.mp4');
  ffmpeg([...MOVING, file]);
  cut(file, 0.7);
  await expect(probe(file)).rejects.toMatchObject({ code: 'MEDIA_UNREADABLE', message: expect.stringMatching(/'no-index\.mp4' seems cut off/) as string });
});

test('pictures that stand still for long at a variable rate are no damage', async () => {
  const file = folder.at('screen.mkv');
  ffmpeg(['-f', 'lavfi', '-i', 'testsrc2=size=160x120:rate=25:duration=10', '-vf', "select='lt(t,1)+between(t,6,7)'", '-vsync', 'vfr', '-c:v', 'libx264', file]);
  const { end } = await decodeAll(file);
  expect(end).toMatchObject({ coverage: 1, warnings: [] });
});

test('sound shorter than the picture is no damage', async () => {
  for (const name of ['short-sound.mp4', 'short-sound.mkv', 'short-sound.webm']) {
    const codecs = name.endsWith('webm') ? ['-c:v', 'libvpx', '-c:a', 'libvorbis'] : ['-c:v', 'libx264', '-c:a', 'aac'];
    ffmpeg(['-f', 'lavfi', '-i', 'testsrc2=size=64x48:rate=25:duration=4', '-f', 'lavfi', '-i', 'sine=duration=1', ...codecs, folder.at(name)]);
    const { end, probed } = await decodeAll(folder.at(name), { audio: [sound16k] });
    expect(end).toEqual({ analysedMs: probed.facts.durationMs, coverage: 1, warnings: [] });
  }
});

test('a cut WAV and a cut MP3 are covered as far as they go', async () => {
  for (const name of ['cut.wav', 'cut.mp3', 'cut.m4a', 'cut.flac']) {
    const file = folder.at(name);
    ffmpeg(['-f', 'lavfi', '-i', 'anoisesrc=duration=6:sample_rate=16000', ...(name.endsWith('m4a') ? ['-movflags', '+faststart'] : []), file]);
    expect((await decodeAll(file, { audio: [sound16k] })).end.coverage).toBe(1);
    cut(file, 0.5);
    const { end, sounds } = await decodeAll(file, { audio: [sound16k] });
    const seconds = (sounds[0]?.samples.length ?? 0) / 16_000;
    expect(seconds).toBeGreaterThan(2.5);
    expect(seconds).toBeLessThan(3.5);
    expect([name, end.coverage > 0.4 && end.coverage < 0.6]).toEqual([name, true]);
  }
});

test('where the container promises nothing, what came is all', async () => {
  ffmpeg(['-f', 'lavfi', '-i', 'anoisesrc=duration=3', '-c:a', 'aac', folder.at('raw.aac')]);
  const raw = await decodeAll(folder.at('raw.aac'), { audio: [sound16k] });
  expect(Math.abs(raw.probed.facts.durationMs - 3000)).toBeLessThan(60);
  expect(raw.end).toMatchObject({ coverage: 1, warnings: [] });

  ffmpeg(['-f', 'lavfi', '-i', 'testsrc2=size=64x48:rate=25:duration=3', '-c:v', 'libvpx', '-live', '1', '-f', 'webm', folder.at('live.webm')]);
  const live = await decodeAll(folder.at('live.webm'));
  expect(live.probed.facts.durationMs).toBe(3000);
  expect(live.end).toEqual({ analysedMs: 3000, coverage: 1, warnings: [] });
});
