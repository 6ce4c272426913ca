import type { Frame, TensorModel } from '@aima/sdk';
import { expect, test } from 'vitest';
import { explicitnessSignals } from './signals.ts';

const LABELS = ['Drawing', 'Hentai', 'Neutral', 'Porn', 'Sexy'];
const SIZE = { width: 8, height: 8 };
const frame = (): Frame => ({ atMs: 500, pixels: new Uint8Array(SIZE.width * SIZE.height * 3), toFraction: () => ({ x: 0, y: 0, w: 1, h: 1 }) });

/** A network that says what was recorded, and what it was asked. */
function recorded(probabilities: readonly number[], labels: readonly string[] = LABELS): TensorModel & { asked: (readonly number[])[] } {
  const asked: (readonly number[])[] = [];
  return {
    labels, asked,
    run: ({ input }) => {
      asked.push(input?.dims ?? []);
      return Promise.resolve({ probabilities: { type: 'float32', dims: [1, probabilities.length], data: Float32Array.from(probabilities) } });
    },
  };
}

test('the second network is asked only where the first says enough, and each frame is looked at once', async () => {
  const [calm, sure] = [recorded([0.125, 0, 0.75, 0, 0.125]), recorded([0, 0, 0.25, 0.75, 0])];
  const second = recorded([0, 0, 1, 0, 0]);
  expect(await explicitnessSignals(frame(), SIZE, { mobilenet: calm, inception: second })).toEqual({ atMs: 500, mobilenet: { Drawing: 0.125, Hentai: 0, Neutral: 0.75, Porn: 0, Sexy: 0.125 }, skinShare: 0 });
  expect(second.asked).toEqual([]);
  const one = frame();
  const models = { mobilenet: sure, inception: second };
  expect((await explicitnessSignals(one, SIZE, models)).inception).toEqual({ Drawing: 0, Hentai: 0, Neutral: 1, Porn: 0, Sexy: 0 });
  await explicitnessSignals(one, SIZE, models);
  expect([sure.asked, second.asked]).toEqual([[[1, 224, 224, 3]], [[1, 299, 299, 3]]]);
});

test('a network whose classes are others is an error', async () => {
  const second = recorded([0, 0, 1, 0, 0]);
  await expect(explicitnessSignals(frame(), SIZE, { mobilenet: recorded([1, 0]), inception: second })).rejects.toThrow('each of its classes');
});
