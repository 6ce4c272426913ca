import { afterAll, expect, test } from 'vitest';
import { findFfmpeg } from './binaries.ts';
import { decodeAll, ffmpeg, numberedFrames, numberedInput, tempFolder } from './made-media.cases.ts';
import { probe, stretchOf } from './index.ts';

const folder = tempFolder();
afterAll(folder.remove);

const SMALL = { width: 128, height: 96, fit: 'stretch' } as const;
const SOUND = { sampleRateHz: 16_000, channels: 1, windowMs: 500 } as const;
/** Keyframes stand 25 frames apart, B-frames between: a stretch begins and ends between them. */
const CODED = ['-c:v', 'libx264', '-preset', 'fast', '-crf', '12', '-g', '25', '-bf', '2', '-pix_fmt', 'yuv420p', '-c:a', 'aac'];
/** A tone that changes every second, so that its place can be heard. */
const TONE = ['-f', 'lavfi', '-i', "aevalsrc='0.5*sin(2*PI*t*(200+100*floor(t)))':s=8000:d=10"];

/** Hertz, from the zero crossings. */
const pitchOf = (samples: readonly number[]): number => samples.filter((sample, i) => sample >= 0 && (samples[i - 1] ?? 0) < 0).length / (samples.length / SOUND.sampleRateHz);

test.each(['plain.mp4', 'plain.mkv', 'late.ts'])('stretches of %s have exactly the frames and the sound of their time', async (name) => {
  ffmpeg([...numberedInput(25), ...TONE, ...CODED, ...(name === 'late.ts' ? ['-output_ts_offset', '7.5', '-f', 'mpegts'] : []), folder.at(name)], numberedFrames(250));
  const whole = await decodeAll(folder.at(name), { sampled: [{ everyMs: 500, ...SMALL }], audio: [SOUND] });
  const parts: { fromMs: number; part: Awaited<ReturnType<typeof decodeAll>> }[] = [];
  const ends = [0, 3240, 6000, whole.probed.facts.durationMs];
  for (const [i, toMs] of ends.slice(1).entries()) {
    const fromMs = ends[i] ?? 0;
    parts.push({ fromMs, part: await decodeAll(folder.at(name), { sampled: [{ everyMs: 500, ...SMALL }], audio: [SOUND] }, { fromMs, toMs }) });
  }
  expect(parts.flatMap(({ fromMs, part }) => part.everyFrame.map(({ atMs, number }) => [number, atMs + fromMs]))).toEqual(whole.everyFrame.map(({ atMs, number }) => [number, atMs]));
  expect(parts.map(({ part }) => part.sampled[0]?.[0]?.atMs)).toEqual(parts.map(({ part }) => part.everyFrame[0]?.atMs));
  expect(parts.map(({ part: { end: { coverage, warnings } } }) => [coverage, warnings.length])).toEqual(parts.map(() => [1, 0]));
  // The same sound at the same time: a tone that rises every second, from 4.1 s to 4.9 s.
  const [all = [], second = []] = [whole.sounds[0]?.samples, parts[1]?.part.sounds[0]?.samples];
  const pitches = [all.slice(4.1 * 16_000, 4.9 * 16_000), second.slice((4.1 - 3.24) * 16_000, (4.9 - 3.24) * 16_000)].map(pitchOf);
  expect(Math.abs((pitches[0] ?? 0) - (pitches[1] ?? Infinity))).toBeLessThan(4);
}, 60_000);

test('what is missing in a stretch is missed there alone', async () => {
  ffmpeg([...numberedInput(25), ...(await findFfmpeg()).passthrough, ...CODED.slice(0, -2), folder.at('film.mkv')], numberedFrames(100));
  const whole = await probe(folder.at('film.mkv'));
  const promising = { ...whole, facts: { ...whole.facts, durationMs: 10_000 }, source: { ...whole.source, endSeconds: 10 } };
  expect(stretchOf(promising, { fromMs: 1000, toMs: 3000 })).toMatchObject({ facts: { durationMs: 2000 }, source: { endSeconds: 2 } });
  expect((await decodeAll(folder.at('film.mkv'), {}, { fromMs: 1000, toMs: 3000 })).end).toMatchObject({ coverage: 1, analysedMs: 2000 });
  expect(() => stretchOf(whole, { fromMs: 4000, toMs: 5000 })).toThrow(/nothing from 4000/);
});
