import type { Frame, TensorModel } from '@aima/sdk';
import { expect, test } from 'vitest';
import { explicitnessSignals } from './signals.ts';

const LABELS = ['Drawing', 'Hentai', 'Neutral', 'Porn', 'Sexy'];
const SIZE = { width: 8, height: 8 };
const frame = (): Frame => ({ atMs: 500, pixels: new Uint8Array(SIZE.width * SIZE.height * 3), toFraction: () => ({ x: 0, y: 0, w: 1, h: 1 }) });

const ramp = (): Frame => ({ ...frame(), pixels: Uint8Array.from({ length: SIZE.width * SIZE.height * 3 }, (_, i) => (Math.floor(i / 3) % SIZE.width) * 30) });

/** A network that says what was recorded for a picture that is brighter on the right, and for its mirror image. */
function recorded(probabilities: readonly number[], ofMirrorImage = probabilities): TensorModel & { asked: (readonly number[])[] } {
  const asked: (readonly number[])[] = [];
  return {
    labels: LABELS, asked,
    run: ({ input }) => {
      asked.push(input?.dims ?? []);
      const data = input?.type === 'uint8' ? input.data : new Uint8Array();
      const said = (data[0] ?? 0) > (data.at(-1) ?? 0) ? ofMirrorImage : probabilities;
      return Promise.resolve({ probabilities: { type: 'float32', dims: [1, said.length], data: Float32Array.from(said) } });
    },
  };
}

const CALM = [0.125, 0, 0.75, 0, 0.125];
const SURE = [0, 0, 0.25, 0.75, 0];

test('a calm picture is looked at once', async () => {
  const models = { mobilenet: recorded(CALM), inception: recorded(SURE) };
  expect(await explicitnessSignals(frame(), SIZE, models)).toEqual({ atMs: 500, mobilenet: { Drawing: 0.125, Hentai: 0, Neutral: 0.75, Porn: 0, Sexy: 0.125 }, skinShare: 0 });
  expect([models.mobilenet.asked, models.inception.asked]).toEqual([[[1, 224, 224, 3]], []]);
});

test('a suspicious one is looked at both ways by both, once for all analyzers', async () => {
  const models = { mobilenet: recorded(SURE, [0, 0, 0.5, 0.5, 0]), inception: recorded([0, 0, 1, 0, 0], SURE) };
  const one = ramp();
  const signals = await explicitnessSignals(one, SIZE, models);
  expect(signals.mobilenet).toEqual({ Drawing: 0, Hentai: 0, Neutral: 0.375, Porn: 0.625, Sexy: 0 });
  expect(signals.inception).toEqual({ Drawing: 0, Hentai: 0, Neutral: 0.625, Porn: 0.375, Sexy: 0 });
  expect(await explicitnessSignals(one, SIZE, models)).toBe(signals);
  expect([models.mobilenet.asked.length, models.inception.asked]).toEqual([2, [[1, 299, 299, 3], [1, 299, 299, 3]]]);
});

test('where the mirror image clears it, the second network is not asked', async () => {
  const models = { mobilenet: recorded(SURE, CALM), inception: recorded(SURE) };
  expect(await explicitnessSignals(ramp(), SIZE, models)).not.toHaveProperty('inception');
  expect(models.inception.asked).toEqual([]);
});

test('numbers that are none stay so in the mean', async () => {
  const models = { mobilenet: recorded(SURE, [Number.NaN, 0, 0, 1, 0]), inception: recorded(CALM) };
  expect((await explicitnessSignals(ramp(), SIZE, models)).mobilenet['Drawing']).toBeNaN();
  expect(models.inception.asked).toHaveLength(2);
});

test('a network whose classes are others is an error', async () => {
  const second = recorded([0, 0, 1, 0, 0]);
  await expect(explicitnessSignals(frame(), SIZE, { mobilenet: recorded([1, 0]), inception: second })).rejects.toThrow('each of its classes');
});
