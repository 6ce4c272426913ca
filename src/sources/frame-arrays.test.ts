import { expect, test } from 'vitest';
import { frameOf, framesOf } from './frame-arrays.ts';

const RGB = [[[255, 0, 0], [0, 255, 0]], [[0, 0, 255], [1, 2, 3]]];
const GREY = [[0, 128, 255]];

test('H x W x 3 and H x W become pixels, row by row', () => {
  expect(frameOf({ frame: RGB }).picture).toEqual({ width: 2, height: 2, channels: 3, pixels: Uint8Array.from([255, 0, 0, 0, 255, 0, 0, 0, 255, 1, 2, 3]) });
  expect(frameOf({ frame: GREY }).picture).toEqual({ width: 3, height: 1, channels: 1, pixels: Uint8Array.from([0, 128, 255]) });
});

test.each([
  ['floats', [0, 0.5, -1], undefined, Float32Array.from([0, 0.5, -1])],
  ['16-bit numbers', [0, 300, -32_768], undefined, Int16Array.from([0, 300, -32_768])],
  ['16-bit numbers that hardly differ from 0', [0, 2, -1], undefined, Int16Array.from([0, 2, -1])],
  ['nearly silent 16-bit numbers, named as such', [0, 1, -1], 'int16', Int16Array.from([0, 1, -1])],
] as const)('sound as %s', (_, samples, format, expected) => {
  expect(frameOf({ frame: GREY, audio_data: samples, sample_rate: 44_100, ...(format ? { audio_format: format } : {}) }).sound).toEqual({ sampleRateHz: 44_100, channels: 1, samples: expected });
});

test('a list of channels for each sample is sound of several channels; an empty list is none', () => {
  expect(frameOf({ frame: GREY, audio_data: [[0, 0.5], [0.25, 1]], sample_rate: 8000 }).sound).toEqual({ sampleRateHz: 8000, channels: 2, samples: Float32Array.from([0, 0.5, 0.25, 1]) });
  expect(frameOf({ frame: GREY, audio_data: [], sample_rate: 8000 }).sound).toBeUndefined();
});

test.each([
  [{}, /frame/],
  [{ frame: [] }, /frame has no pixels/],
  [{ frame: [[]] }, /frame has no pixels/],
  [{ frame: [[[1, 2, 3, 4]]] }, /frame\[0\]\[0\] is a list of 4/],
  [{ frame: [[[1, 2, 3], 7]] }, /frame\[0\]\[1\] is 7; a pixel is three/],
  [{ frame: [[1, 2], [1]] }, /frame\[1\] has 1 pixels, frame\[0\] has 2/],
  [{ frame: [[1, 256]] }, /frame\[0\]\[1\] holds 256; a level is a whole number/],
  [{ frame: [[0.5]] }, /holds 0\.5/],
  [{ frame: [['1']] }, /holds "1"/],
  [{ frame: [[null]] }, /holds null/],
  [{ frame: [Array(4097).fill(0)] }, /4097 x 1 pixels; at most 4096 a side/],
  [{ frame: Array(4000).fill(Array(4000).fill(0)) }, /at most 4096 a side and 8\.3 million/],
  [{ frame: GREY, audio_data: [0] }, /audio_data needs its sample rate/],
  [{ frame: GREY, audio_data: [0], sample_rate: 0 }, /sample_rate/],
  [{ frame: GREY, audio_data: [0, 'x'], sample_rate: 8000 }, /audio_data\[1\] holds "x"/],
  [{ frame: GREY, audio_data: [0, 2.5], sample_rate: 8000 }, /audio_data\[1\] holds 2\.5; samples are all/],
  [{ frame: GREY, audio_data: [0, 40_000], sample_rate: 8000 }, /audio_data\[1\] holds 40000/],
  [{ frame: GREY, audio_data: [0, 2], sample_rate: 8000, audio_format: 'float' }, /audio_data\[1\] holds 2/],
  [{ frame: GREY, audio_data: [[0, 0], [0]], sample_rate: 8000 }, /audio_data\[1\] is a list of 1/],
  [{ frame: GREY, audio_data: [Array(9).fill(0)], sample_rate: 8000 }, /9 channels/],
] as const)('refused with its place: %#', (body, why) => {
  expect(() => frameOf(body)).toThrow(why);
  expect(() => frameOf(body)).toThrow(expect.objectContaining({ code: 'INVALID_MESSAGE' }));
});

test('a batch pairs frames with sounds and rates by place', () => {
  const made = framesOf({ frames: [GREY, RGB], audio_data: [[], [0, 0.5]], sample_rates: [44_100, 16_000] });
  expect(made.map(({ picture, sound }) => [picture.width, sound?.sampleRateHz])).toEqual([[3, undefined], [2, 16_000]]);
  expect(framesOf({ frames: [GREY] })[0]?.sound).toBeUndefined();
});

test.each([
  [{ frames: [] }, /frames/],
  [{ frames: Array(33).fill(GREY) }, /frames/],
  [{ frames: [GREY, GREY], audio_data: [[0]], sample_rates: [8000, 8000] }, /audio_data has 1 entries for 2 frames/],
  [{ frames: [GREY, GREY], audio_data: [[0], [0]], sample_rates: [8000] }, /sample_rates has 1 entries/],
  [{ frames: [GREY, [[300]]] }, /frames\[1\]\[0\]\[0\] holds 300/],
] as const)('a refused batch: %#', (body, why) => {
  expect(() => framesOf(body)).toThrow(why);
});
