import type { SpeechEnhancement } from '@aima/sdk';
import { type Outcome, runAnalyzer } from '@aima/sdk/testing';
import { expect, test } from 'vitest';
import { join, noise, silence, sine, windowsOf } from './lib/audio/made-sound.cases.ts';
import { noiseReduction } from './noise-reduction.ts';

const RATE = 16_000;

/** Hears speech in what is loud. */
function loudAsVoice(): { windowSamples: 512; reset(): void; probabilities(samples: Float32Array): Promise<Float32Array> } {
  let rest = new Float32Array(0);
  return {
    windowSamples: 512, reset: () => undefined,
    probabilities: async (added) => {
      const samples = join(rest, added);
      const count = Math.floor(samples.length / 512);
      rest = samples.slice(count * 512);
      return Float32Array.from({ length: count }, (_, k) => (Math.max(...samples.subarray(k * 512, (k + 1) * 512)) > 0.15 ? 0.9 : 0.02));
    },
  };
}

/** Bursts of many harmonics, with short pauses. */
const speech = (seconds: number): Float32Array => {
  const tones = Array.from({ length: 12 }, (_, k) => sine(seconds, 150 * (k + 1), -20, { rate: RATE }));
  return Float32Array.from({ length: seconds * RATE }, (_, i) => (Math.floor(i / (0.3 * RATE)) % 2 === 0 ? tones.reduce((sum, tone) => sum + (tone[i] ?? 0), 0) : 0));
};
const withNoise = (sound: Float32Array, gain: number): Float32Array => {
  const added = noise(sound.length / RATE, gain, RATE);
  return sound.map((x, i) => x + (added[i] ?? 0));
};

/** Counts what it is given, and makes it a tenth as loud. */
function enhancer(): SpeechEnhancement & { lengthsS: number[] } {
  const lengthsS: number[] = [];
  return { lengthsS, enhance: async (samples) => { lengthsS.push(samples.length / RATE); return samples.map((x) => x / 10); } };
}

const run = (sound: Float32Array, used: SpeechEnhancement, language: 'de' | 'en' = 'en'): Promise<Outcome> => runAnalyzer(noiseReduction, {
  medium: { kind: 'audio', durationMs: Math.round((sound.length * 1000) / RATE) }, audio: windowsOf([sound], { rate: RATE }), models: { voice: loudAsVoice(), enhancer: used }, language,
});

test('clean speech needs no network', async () => {
  const used = enhancer();
  const { findings } = await run(withNoise(join(silence(1, RATE), speech(4), silence(1, RATE)), 0.001), used);
  expect(findings.map(({ known }) => known.label)).toEqual(['clean_speech']);
  expect(findings[0]?.attributes.snrDb).toBeGreaterThan(30);
  expect(used.lengthsS).toEqual([]);
});

test('noisy speech is cleaned, part of it, and the effect is told', async () => {
  const used = enhancer();
  const { findings } = await run(withNoise(join(silence(1, RATE), speech(6), silence(1, RATE)), 0.12), used);
  expect(findings.map(({ known }) => known.label)).toEqual(['noisy_speech']);
  // 0.12 / √3 is −23 dBFS; less above 100 Hz alone.
  expect(findings[0]?.attributes.noiseDbfs).toBeCloseTo(-23, -1);
  expect(findings[0]?.attributes.pausesReducedByDb).toBeGreaterThan(15);
  expect(used.lengthsS).toEqual([4]);
  expect(findings[0]?.sentence).toMatch(/^The speech stands only about \d+ dB above the noise; noise reduction lowers it in the pauses by \d+ dB\.$/);
});

test('a long noisy talk is cleaned now and then, not all of it', async () => {
  const used = enhancer();
  const { findings } = await run(withNoise(join(...Array.from({ length: 6 }, () => join(speech(3), silence(1.5, RATE)))), 0.12), used, 'de');
  expect(findings).toHaveLength(6);
  expect(used.lengthsS.length).toBe(2);
  expect(findings.filter(({ attributes }) => attributes.pausesReducedByDb !== undefined)).toHaveLength(2);
  expect(findings[1]?.sentence).toMatch(/^Die Sprache steht nur etwa \d+ dB über dem Geräusch\.$/);
});

test('nobody speaks: it ran and found nothing', async () => {
  expect(await run(silence(3, RATE), enhancer())).toEqual({ findings: [] });
});

test('a track without a single sample was not analysed', async () => {
  expect((await runAnalyzer(noiseReduction, { medium: { kind: 'audio' }, audio: [], models: { voice: loudAsVoice(), enhancer: enhancer() } })).notRun?.notRun).toBe('no_audio');
});
