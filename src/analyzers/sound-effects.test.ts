import { type Outcome, runAnalyzer } from '@aima/sdk/testing';
import { expect, test } from 'vitest';
import { join, noise, silence, sine, windowsOf } from './lib/audio/made-sound.cases.ts';
import { levelAsVoice } from './lib/audio/made-voice.cases.ts';
import { soundEffects } from './sound-effects.ts';

const RATE = 16_000;
const quiet = (seconds: number): Float32Array => silence(seconds, RATE);
/** Ramps of 3 ms: a hard edge would be a click. */
const tone = (seconds: number, hz: number, dbfs = -12): Float32Array => sine(seconds, hz, dbfs, { rate: RATE }).map((x, i, all) => x * Math.min(1, i / 48, (all.length - i) / 48));
const times = (count: number, part: Float32Array): Float32Array => join(...Array.from({ length: count }, () => part));
const mix = (...sounds: Float32Array[]): Float32Array => Float32Array.from({ length: Math.max(...sounds.map(({ length }) => length)) }, (_, i) => sounds.reduce((sum, sound) => sum + (sound[i] ?? 0), 0));
const struck = (seconds: number, hz: number): Float32Array => tone(seconds, hz).map((x, i) => x * Math.exp((-8 * i) / RATE));

const deaf = { windowSamples: 512 as const, reset: () => undefined, probabilities: async (samples: Float32Array) => new Float32Array(Math.floor(samples.length / 512)) };

const hear = (sound: Float32Array, options: { voice?: typeof deaf; windowMs?: number; language?: 'de' | 'en' } = {}): Promise<Outcome> => runAnalyzer(soundEffects, {
  medium: { kind: 'audio', durationMs: Math.round((sound.length * 1000) / RATE) }, audio: windowsOf([sound], { rate: RATE, windowMs: options.windowMs ?? 1000 }),
  models: { voice: options.voice ?? deaf }, ...(options.language ? { language: options.language } : {}),
});
const labels = async (sound: Float32Array): Promise<(string | undefined)[]> => (await hear(sound)).findings.map(({ known }) => known.label);

const BEEPS = times(8, join(tone(0.15, 2000), quiet(0.15)));
const WARBLE = times(14, join(tone(0.045, 900), tone(0.045, 1150)));

test('regular beeps are an alarm, with their times, pitch and number', async () => {
  const { findings } = await hear(join(quiet(1), BEEPS, quiet(1)));
  expect(findings).toHaveLength(1);
  expect(findings[0]?.known).toMatchObject({ label: 'alarm', startMs: expect.closeTo(1000, -2) as number, endMs: expect.closeTo(3250, -2) as number });
  expect(findings[0]?.attributes).toEqual({ frequencyHz: 2000, pulses: 8, intervalMs: 300 });
  expect(findings[0]?.sentence).toBe('Beeps like an alarm (8-fold).');
});

test('double beeps are one alarm', async () => {
  const twice = join(tone(0.1, 3000), quiet(0.1), tone(0.1, 3000), quiet(0.6));
  expect(await labels(join(quiet(1), times(4, twice)))).toEqual(['alarm']);
});

test('two tones in fast turn are a ringing telephone', async () => {
  const { findings } = await hear(join(quiet(1), WARBLE, quiet(1)), { language: 'de' });
  expect(findings.map(({ known }) => known.label)).toEqual(['phone']);
  expect(findings[0]?.sentence).toBe('Ein Telefon klingelt.');
});

test('long tones of 425 Hz are a telephone line; of 1000 Hz an alarm', async () => {
  const long = (hz: number): Float32Array => times(4, join(tone(0.5, hz), quiet(0.5)));
  expect(await labels(join(quiet(1), long(425)))).toEqual(['phone']);
  expect(await labels(join(quiet(1), long(1000)))).toEqual(['alarm']);
});

test('a struck tone that dies away is a bell', async () => {
  const { findings } = await hear(join(quiet(1), struck(2, 1200), quiet(1)));
  expect(findings.map(({ known }) => [known.label, known.startMs])).toEqual([['bell', expect.closeTo(1000, -2)]]);
  expect(findings[0]?.attributes).toEqual({ frequencyHz: 1200 });
});

test('the same tone within speech is none: a syllable looks like that', async () => {
  const sound = join(quiet(1), struck(1, 1200), quiet(1));
  expect((await hear(sound, { voice: levelAsVoice() as typeof deaf })).findings).toEqual([]);
});

test('beeps and ringing are heard through noise', async () => {
  expect(await labels(mix(noise(5, 0.05, RATE), join(quiet(1), BEEPS)))).toEqual(['alarm']);
  expect(await labels(mix(noise(5, 0.05, RATE), join(quiet(1), WARBLE)))).toEqual(['phone']);
});

test('neither noise, nor a hum, nor a melody, nor gliding tones are any of these', async () => {
  const melody = join(...[262, 330, 392, 523, 440, 349, 294, 262, 392, 330, 523, 494].map((hz) => struck(0.35, hz * 2)));
  const glide = times(10, join(Float32Array.from({ length: 0.25 * RATE }, (_, i) => 0.3 * Math.sin(2 * Math.PI * (200 * (i / RATE) + 300 * (i / RATE) ** 2) * 3)), quiet(0.1)));
  expect(await labels(noise(5, 0.2, RATE))).toEqual([]);
  expect(await labels(join(quiet(1), tone(5, 1000)))).toEqual([]);
  expect(await labels(join(quiet(1), melody))).toEqual([]);
  expect(await labels(join(quiet(1), glide))).toEqual([]);
});

test('an alarm of two minutes is one', async () => {
  const { findings } = await hear(join(quiet(1), times(400, join(tone(0.15, 2000), quiet(0.15)))));
  expect(findings.map(({ known }) => [known.label, known.startMs, known.endMs])).toEqual([['alarm', expect.closeTo(1000, -2), expect.closeTo(120_850, -2)]]);
});

test('beeps at irregular times are no alarm', async () => {
  const gaps = [0.31, 0.12, 0.55, 0.2, 0.83, 0.09, 0.42];
  expect(await labels(join(quiet(1), ...gaps.map((gap) => join(tone(0.15, 2000), quiet(gap)))))).not.toContain('alarm');
});

test('the windows in which sound arrives change nothing', async () => {
  const sound = join(quiet(1), BEEPS, quiet(1), WARBLE, quiet(1), struck(1, 1500), quiet(0.5));
  const [one, other] = await Promise.all([hear(sound), hear(sound, { windowMs: 333 })]);
  expect(one.findings.map(({ known }) => known.label)).toEqual(['alarm', 'phone', 'bell']);
  expect(other).toEqual(one);
});

test('a track without a single sample was not analysed', async () => {
  expect((await runAnalyzer(soundEffects, { medium: { kind: 'audio' }, audio: [], models: { voice: deaf } })).notRun?.notRun).toBe('no_audio');
});
