import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import sharp from 'sharp';
import { afterAll, expect, test } from 'vitest';
import { isBrowserPlayable, makeProxy, probe } from './index.ts';
import { decodeAll, ffmpeg, setDisplayMatrix, tempFolder } from './made-media.cases.ts';

const folder = tempFolder();
afterAll(folder.remove);

const signal = new AbortController().signal;
const leftovers = (): string[] => readdirSync(path.dirname(folder.at('x'))).filter((name) => name.endsWith('.part'));

test('a film that browsers cannot play becomes a small MP4 with the same times', async () => {
  const file = folder.at('odd.mkv');
  ffmpeg(['-f', 'lavfi', '-i', 'testsrc2=size=1921x1081:rate=10:duration=1', '-f', 'lavfi', '-i', 'sine=duration=1', '-vf', 'format=yuv444p', '-c:v', 'ffv1', '-c:a', 'pcm_s16le', file]);
  const original = await probe(file);
  expect(isBrowserPlayable(original.facts)).toBe(false);
  const progress: number[] = [];
  await makeProxy(original, folder.at('copy.mp4'), { signal, onProgress: (done) => progress.push(done) });
  const { probed, everyFrame } = await decodeAll(folder.at('copy.mp4'));
  expect(isBrowserPlayable(probed.facts)).toBe(true);
  expect(probed.facts).toMatchObject({ width: 1280, height: 720, videoCodec: 'h264', audioCodec: 'aac' });
  expect(everyFrame.map(({ atMs }) => atMs)).toEqual(Array.from({ length: 10 }, (_, n) => n * 100));
  expect(progress.at(-1)).toBeGreaterThan(0.8);
});

test('a turned film is upright in its copy', async () => {
  const file = folder.at('turned.mp4');
  ffmpeg(['-f', 'lavfi', '-i', 'testsrc2=size=320x180:rate=10:duration=0.5', '-c:v', 'libx264', file]);
  setDisplayMatrix(file, [0, 1, -1, 0]);
  await makeProxy(await probe(file), folder.at('upright.mp4'), { signal });
  expect((await probe(folder.at('upright.mp4'))).facts).toMatchObject({ width: 180, height: 320, rotation: 0 });
});

test('sound becomes M4A or MP3', async () => {
  ffmpeg(['-f', 'lavfi', '-i', 'sine=duration=1', '-c:a', 'pcm_s24be', folder.at('sound.aiff')]);
  const sound = await probe(folder.at('sound.aiff'));
  expect(isBrowserPlayable(sound.facts)).toBe(false);
  for (const name of ['sound.m4a', 'sound.mp3']) {
    await makeProxy(sound, folder.at(name), { signal });
    const { facts } = await probe(folder.at(name));
    expect(isBrowserPlayable(facts)).toBe(true);
    expect(facts.kind).toBe('audio');
    expect(Math.abs(facts.durationMs - 1000)).toBeLessThan(100);
  }
});

test('a photo becomes an upright JPEG', async () => {
  await sharp({ create: { width: 60, height: 40, channels: 3, background: 'red' } }).withMetadata({ orientation: 6 }).tiff().toFile(folder.at('photo.tiff'));
  const photo = await probe(folder.at('photo.tiff'));
  expect(isBrowserPlayable(photo.facts)).toBe(false);
  await makeProxy(photo, folder.at('photo.jpg'), { signal });
  expect((await probe(folder.at('photo.jpg'))).facts).toMatchObject({ width: 40, height: 60, container: 'jpeg', rotation: 0 });
});

test('what browsers play needs no copy', () => {
  const film = { kind: 'video', container: 'mp4', videoCodec: 'h264', audioCodec: 'aac', hasAudio: true, bitsPerSample: 8 } as const;
  expect(isBrowserPlayable(film)).toBe(true);
  expect(isBrowserPlayable({ ...film, bitsPerSample: 10 })).toBe(false);
  expect(isBrowserPlayable({ ...film, videoCodec: 'hevc' })).toBe(false);
  expect(isBrowserPlayable({ ...film, audioCodec: 'ac3' })).toBe(false);
  expect(isBrowserPlayable({ ...film, container: 'mkv' })).toBe(false);
  expect(isBrowserPlayable({ kind: 'image', container: 'heif', hasAudio: false })).toBe(false);
  expect(isBrowserPlayable({ kind: 'image', container: 'jpeg', hasAudio: false })).toBe(true);
});

test('an abort or a failure leaves no file behind', async () => {
  const file = folder.at('long.mkv');
  ffmpeg(['-f', 'lavfi', '-i', 'testsrc2=size=640x360:rate=25:duration=20', '-c:v', 'mpeg4', file]);
  const film = await probe(file);
  const cancel = new AbortController();
  await expect(makeProxy(film, folder.at('never.mp4'), { signal: cancel.signal, onProgress: () => { cancel.abort(); } })).rejects.toMatchObject({ code: 'CANCELLED' });
  expect(existsSync(folder.at('never.mp4'))).toBe(false);
  await expect(makeProxy(film, folder.at('no-such-folder/copy.mp4'), { signal })).rejects.toThrow();
  expect(leftovers()).toEqual([]);
});
