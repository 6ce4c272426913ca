import { runAnalyzer, type MadeFrame } from '@aima/sdk/testing';
import type { TensorModel } from '@aima/sdk';
import { expect, test } from 'vitest';
import { nsfwRating } from './nsfw-rating.ts';

const LABELS = ['Drawing', 'Hentai', 'Neutral', 'Porn', 'Sexy'];
const SIZE = { width: 96, height: 54 };

/** Made pictures: waves that depend on the seed, and a brightness by which the recorded networks know them. */
function picture(atMs: number, seed: number, mark: number): MadeFrame {
  const pixels = Uint8Array.from({ length: SIZE.width * SIZE.height * 3 }, (_, i) => {
    const x = Math.floor(i / 3) % SIZE.width;
    const y = Math.floor(i / 3 / SIZE.width);
    return 110 + 60 * Math.sin(x * 0.1 * seed + seed) * Math.cos(y * 0.07 * seed);
  });
  pixels.fill(mark, 0, SIZE.width * 3 * 6);
  return { atMs, pixels };
}

/** What the networks said of pictures with this mark; [Drawing, Hentai, Neutral, Porn, Sexy]. */
const SAID: Readonly<Record<number, readonly number[]>> = {
  0: [0.02, 0, 0.96, 0.01, 0.01],
  100: [0, 0.01, 0.02, 0.96, 0.01],
  200: [0, 0, 0.03, 0.02, 0.95],
};

function recorded(): TensorModel & { calls: number } {
  const model = {
    labels: LABELS,
    calls: 0,
    run({ input }: Parameters<TensorModel['run']>[0]): ReturnType<TensorModel['run']> {
      model.calls++;
      const mark = input?.type === 'uint8' ? input.data[0] ?? 0 : 0;
      return Promise.resolve({ probabilities: { type: 'float32', dims: [1, 5], data: Float32Array.from(SAID[mark] ?? [Number.NaN, 0, 1, 0, 0]) } });
    },
  };
  return model;
}

const models = (): { mobilenet: ReturnType<typeof recorded>; inception: ReturnType<typeof recorded> } => ({ mobilenet: recorded(), inception: recorded() });
const film = (marks: readonly number[], seedAt: (i: number) => number = () => 1): { frames: MadeFrame[] } & typeof SIZE =>
  ({ ...SIZE, frames: marks.map((mark, i) => picture(i * 500, seedAt(i), mark)) });

test('one finding per stretch, with what each network said', async () => {
  const used = models();
  // nine samples: five of one shot, four of another
  const frames = film([0, 0, 0, 0, 0, 100, 100, 100, 100], (i) => (i < 5 ? 1 : 3));
  const { findings } = await runAnalyzer(nsfwRating, { medium: { kind: 'video', durationMs: 4_500 }, frames, models: used, parameters: { stillLevels: 0 } });
  expect(findings.map(({ known: { startMs, endMs, label } }) => [startMs, endMs, label])).toEqual([[0, 2_500, 'none'], [2_500, 4_500, 'explicit']]);
  expect(findings[0]?.attributes).toMatchObject({ reasons: [], mobilenet: { neutral: 0.96 } });
  expect(findings[0]?.attributes).not.toHaveProperty('inception');
  expect(findings[1]?.attributes).toMatchObject({ reasons: ['both_networks_explicit', 'both_networks_revealing', 'first_network_alone'], inception: { porn: 0.96 }, pictures: 2 });
  expect(findings[1]?.sentence).toBe('From 0:02.5 to 0:04.5: explicit; two classifiers both see explicit content (97 % and 97 %); both see little clothing or more (98 % and 98 %); the first classifier alone is sure of explicit content (97 %).');
  expect(used.inception.calls).toBe(2);
});

test('a shot that stands still is looked at once', async () => {
  const used = models();
  const { findings } = await runAnalyzer(nsfwRating, { medium: { kind: 'video', durationMs: 4_000 }, frames: film([0, 0, 0, 0, 0, 0, 0, 0]), models: used });
  expect(findings).toHaveLength(1);
  expect(used.mobilenet.calls).toBe(1);
});

test('a photo is a moment; German', async () => {
  const { findings } = await runAnalyzer(nsfwRating, { medium: { kind: 'image' }, frames: film([200]), models: models(), language: 'de' });
  expect(findings[0]?.known).toMatchObject({ startMs: 0, endMs: 0, label: 'suggestive', confidence: 0.5 });
  expect(findings[0]?.sentence).toBe('Möglicherweise freizügig; beide sehen wenig Kleidung oder mehr (97 % und 97 %).');
});

test('numbers that are none make it explicit, with no confidence', async () => {
  const { findings } = await runAnalyzer(nsfwRating, { medium: { kind: 'image' }, frames: film([7]), models: models() });
  expect(findings[0]).toMatchObject({ known: { label: 'explicit', confidence: 0 }, attributes: { reasons: ['unreadable'] }, sentence: 'Explicit; the classifiers gave no usable numbers, so the most careful level stands.' });
});

test('without pictures there is nothing to rate', async () => {
  expect((await runAnalyzer(nsfwRating, { medium: { kind: 'video' }, models: models() })).findings).toEqual([]);
});
