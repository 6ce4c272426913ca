import type { Observation } from '@aima/contract';
import { type Outcome, runAnalyzer } from '@aima/sdk/testing';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { audioAnalysis } from './audio-analysis.ts';
import { join, noise, RATE, silence, sine, windowsOf } from './lib/audio/made-sound.cases.ts';

const listenTo = (sound: Float32Array, options: { right?: Float32Array; windowMs?: number; language?: 'de' | 'en' } = {}): Promise<Outcome> =>
  runAnalyzer(audioAnalysis, {
    medium: { kind: 'audio', durationMs: Math.round((sound.length * 1000) / RATE) },
    audio: windowsOf([sound, options.right ?? sound], options),
    ...(options.language ? { language: options.language } : {}),
  });

const of = (outcome: Outcome, label: string): Outcome['findings'] => outcome.findings.filter(({ known }) => known.label === label);

/** 1 kHz, the same in both channels: its peaks in dBFS are its loudness in LUFS. */
const tone = (seconds: number, dbfs: number): Float32Array => sine(seconds, 1000, dbfs);

test('the curve has one point a second, and a shorter one at the end', async () => {
  const points = of(await listenTo(join(tone(2, -23), silence(2.5)), { windowMs: 370 }), 'loudness');
  expect(points.map(({ known }) => [known.startMs, known.endMs])).toEqual([[0, 1000], [1000, 2000], [2000, 3000], [3000, 4000], [4000, 4500]]);
  expect(points[1]?.attributes).toEqual({ momentaryMaxLufs: expect.closeTo(-23, 1) as number, momentaryMeanLufs: expect.closeTo(-23, 1) as number });
  expect(points[3]?.attributes).toMatchObject({ silent: true, shortTermLufs: expect.closeTo(-23 + 10 * Math.log10(1 / 3), 1) as number });
});

test('digital silence has no level, and says so', async () => {
  const outcome = await listenTo(silence(4));
  const [whole] = of(outcome, 'overall');
  expect(whole?.attributes).toEqual({ silent: true, identicalChannels: true, clippedSamples: 0, silentShare: 1 });
  expect(whole?.sentence).toBe('No audible sound.');
  expect(of(outcome, 'silence').map(({ known }) => [known.startMs, known.endMs])).toEqual([[0, 4000]]);
});

test('stretches of silence come with their times, short ones not', async () => {
  const outcome = await listenTo(join(tone(1, -20), silence(0.3), tone(1, -20), silence(1.2), tone(1, -20)));
  expect(of(outcome, 'silence').map(({ known }) => [known.startMs, known.endMs])).toEqual([[2300, 3500]]);
});

test('a clipped wave is told from a loud one', async () => {
  const loud = sine(2, 300, -0.05);
  expect(of(await listenTo(loud), 'clipping')).toEqual([]);
  const overdriven = sine(1, 300, 6).map((sample) => Math.min(1, Math.max(-1, sample)));
  const outcome = await listenTo(join(silence(1), overdriven, silence(1)));
  const [clipping, ...others] = of(outcome, 'clipping');
  expect(others).toEqual([]);
  expect(clipping?.known).toMatchObject({ startMs: expect.closeTo(1000, -1) as number, endMs: expect.closeTo(2000, -1) as number });
  expect(clipping?.attributes).toMatchObject({ clippedRuns: 1200 });
});

test('an alarm in a quiet film is a loud event from its start; talk that goes on is none', async () => {
  const talk = join(...Array.from({ length: 20 }, () => join(noise(0.3, 0.05), noise(0.2, 0.002))));
  const film = join(talk, noise(2.5, 0.002), sine(1, 2000, -6), noise(3, 0.002));
  const events = of(await listenTo(film), 'loud_event');
  expect(events).toHaveLength(1);
  expect(Math.abs((events[0]?.known.startMs ?? 0) - 12_500)).toBeLessThanOrEqual(60);
  expect(Math.abs((events[0]?.known.endMs ?? 0) - 13_500)).toBeLessThanOrEqual(60);
});

test('one damaged sample does not spoil the rest', async () => {
  const sound = tone(5, -23);
  sound[RATE] = NaN;
  sound[RATE + 7] = Infinity;
  const [whole] = of(await listenTo(sound), 'overall');
  expect(whole?.attributes).toMatchObject({ integratedLufs: expect.closeTo(-23, 1) as number, truePeakDbtp: expect.closeTo(-23, 0) as number });
});

test('the windows in which sound arrives change nothing', async () => {
  const sound = join(noise(3, 0.1), sine(3, 440, -12), silence(1));
  const [one, other] = await Promise.all([listenTo(sound, { windowMs: 1000 }), listenTo(sound, { windowMs: 333 })]);
  expect(one.findings.length).toBeGreaterThan(7);
  expect(other).toEqual(one);
});

test('different channels are told from the same twice', async () => {
  const outcome = await listenTo(tone(1, -20), { right: tone(1, -26) });
  expect(of(outcome, 'overall')[0]?.attributes).toMatchObject({ identicalChannels: false });
});

test('sentences in both languages', async () => {
  const german = of(await listenTo(tone(5, -23), { language: 'de' }), 'overall')[0];
  const english = of(await listenTo(tone(5, -23)), 'overall')[0];
  expect(german?.sentence).toBe('Lautheit −23,0 LUFS, Lautheitsumfang 0,0 LU, Spitze −23,0 dBTP.');
  expect(english?.sentence).toBe('Loudness −23.0 LUFS, loudness range 0.0 LU, true peak −23.0 dBTP.');
});

const told = (startMs: number, endMs: number, analyzer: string, label: string): Observation => ({ id: `o-${analyzer}-${startMs}`, runId: 'r', mediaId: 'm', analyzer, startMs, endMs, label, confidence: 0.9, sentence: '', source: 'model' });

test('shares of speech and music are those that others told, and name them; without them none is told', async () => {
  const options = { medium: { kind: 'audio', durationMs: 10_000 } as const, audio: windowsOf([tone(10, -20)]), language: 'de' as const };
  const upstream = { voice_activity: [told(1000, 3000, 'voice_activity', 'speech')], audio_environment: [told(0, 5000, 'audio_environment', 'speech_and_music'), told(5000, 10_000, 'audio_environment', 'quiet')] };
  const [whole] = of(await runAnalyzer(audioAnalysis, { ...options, upstream }), 'overall');
  expect(whole?.attributes).toMatchObject({ speechShare: 0.2, musicShare: 0.5 });
  expect(whole?.known.basedOn).toEqual(['o-voice_activity-1000', 'o-audio_environment-0']);
  expect(whole?.sentence).toContain('Sprache 20 %, Musik 50 %');
  const [alone] = of(await runAnalyzer(audioAnalysis, options), 'overall');
  expect(alone?.attributes).not.toHaveProperty('speechShare');
  expect(alone?.known.basedOn).toBeUndefined();
});

test('a track without a single sample was not analysed', async () => {
  const outcome = await runAnalyzer(audioAnalysis, { medium: { kind: 'audio' }, audio: [] });
  expect(outcome).toMatchObject({ findings: [], notRun: { notRun: 'no_audio' } });
});

test('the peak of a mono source is its own, not that of the quieter copies it arrives as', async () => {
  const copy = tone(1, -20 - 3.01);
  const peakOf = async (audioChannels: number): Promise<number> => {
    const outcome = await runAnalyzer(audioAnalysis, { medium: { kind: 'audio', durationMs: 1000, audioChannels }, audio: [{ atMs: 0, sampleRateHz: 48_000, channels: [copy, copy] }] });
    return z.number().parse(of(outcome, 'overall')[0]?.attributes.truePeakDbtp);
  };
  expect(await peakOf(1) - await peakOf(2)).toBeCloseTo(3.01, 1);
});
