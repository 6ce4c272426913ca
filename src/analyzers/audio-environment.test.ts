import { type Outcome, runAnalyzer } from '@aima/sdk/testing';
import { expect, test } from 'vitest';
import { audioEnvironment } from './audio-environment.ts';
import { join, noise, silence, sine, windowsOf } from './lib/audio/made-sound.cases.ts';
import { levelAsVoice } from './lib/audio/made-voice.cases.ts';

const RATE = 16_000;
const tone = (seconds: number, hz: number, dbfs = -18): Float32Array => sine(seconds, hz, dbfs, { rate: RATE }).map((x, i, all) => x * Math.min(1, i / 48, (all.length - i) / 48));
const deaf = { windowSamples: 512 as const, reset: () => undefined, probabilities: async (samples: Float32Array) => new Float32Array(Math.floor(samples.length / 512)) };

const hear = (sound: Float32Array, options: { voice?: typeof deaf; windowMs?: number; language?: 'de' | 'en' } = {}): Promise<Outcome> => runAnalyzer(audioEnvironment, {
  medium: { kind: 'audio', durationMs: Math.round((sound.length * 1000) / RATE) }, audio: windowsOf([sound], { rate: RATE, windowMs: options.windowMs ?? 1000 }),
  models: { voice: options.voice ?? deaf }, ...(options.language ? { language: options.language } : {}),
});
const told = async (sound: Float32Array, voice = deaf): Promise<unknown[]> => (await hear(sound, { voice })).findings.map(({ known }) => [known.label, known.startMs, known.endMs]);

/** Low-pass of one pole. */
const dull = (sound: Float32Array): Float32Array => {
  let low = 0;
  return sound.map((x) => (low += 0.02 * (x - low))).map((x) => 6 * x);
};
const melody = (seconds: number): Float32Array => join(...Array.from({ length: seconds * 4 }, (_, i) => {
  const root = [262, 330, 392, 294, 349, 440, 494, 523][(i * 5) % 8] ?? 262;
  const fifth = tone(0.25, root * 1.5);
  return tone(0.25, root).map((x, k) => x + (fifth[k] ?? 0));
}));

test('stretches follow each other without a gap, from start to end', async () => {
  const sound = join(silence(4, RATE), noise(5, 0.2, RATE), silence(4, RATE));
  expect(await told(sound)).toEqual([['quiet', 0, 4000], ['steady_noise', 4000, 9000], ['quiet', 9000, expect.closeTo(13_000, -2)]]);
});

test('a low even noise is a rumble', async () => {
  expect(await told(dull(noise(5, 0.5, RATE)))).toEqual([['low_rumble', 0, expect.closeTo(5000, -2)]]);
});

test('where the voice detector hears speech it is speech', async () => {
  expect(await told(noise(4, 0.2, RATE), levelAsVoice() as typeof deaf)).toEqual([['speech', 0, expect.closeTo(4000, -2)]]);
});

test('many pitches in turn are music, one is a tone', async () => {
  expect(await told(melody(8))).toEqual([['music', 0, expect.closeTo(8000, -2)]]);
  expect(await told(join(silence(2, RATE), tone(5, 1000)))).toEqual([['quiet', 0, 2000], ['tones', 2000, expect.closeTo(7000, -2)]]);
});

test('noise that comes and goes is none of these', async () => {
  const bursts = join(...Array.from({ length: 12 }, (_, i) => join(noise(0.2, 0.3, RATE), noise(0.3, i % 2 === 0 ? 0.005 : 0.03, RATE))));
  expect(await told(bursts)).toEqual([['other_sound', 0, expect.closeTo(6000, -2)]]);
});

test('a single second between longer stretches does not count', async () => {
  expect(await told(join(noise(4, 0.2, RATE), tone(1, 1000), noise(4, 0.2, RATE)))).toEqual([['steady_noise', 0, expect.closeTo(9000, -2)]]);
});

test('levels and sentences in both languages; digital silence has no level', async () => {
  const [quiet, even] = (await hear(join(silence(3, RATE), noise(3, 0.2, RATE)), { language: 'de' })).findings;
  expect(quiet?.attributes).toEqual({});
  expect(quiet?.sentence).toBe('Kaum ein Geräusch.');
  expect(even?.attributes.levelDbfs).toBeCloseTo(20 * Math.log10(0.2 / Math.sqrt(3)), 0);
  expect((await hear(noise(3, 0.2, RATE))).findings[0]?.sentence).toBe('Even noise, as of wind, rain or a fan.');
});

test('the windows in which sound arrives change nothing', async () => {
  const sound = join(melody(5), noise(4, 0.1, RATE), silence(3, RATE));
  expect(await hear(sound, { windowMs: 333 })).toEqual(await hear(sound));
});

test('a track without a single sample was not analysed', async () => {
  expect((await runAnalyzer(audioEnvironment, { medium: { kind: 'audio' }, audio: [], models: { voice: deaf } })).notRun?.notRun).toBe('no_audio');
});
