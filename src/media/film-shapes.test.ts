import { afterAll, expect, test } from 'vitest';
import { decodeAll, ffmpeg, setDisplayMatrix, tempFolder } from './made-media.cases.ts';

const folder = tempFolder();
afterAll(folder.remove);

/** Red, green / blue, white. */
const quarters = (width: number, height: number): string[] => {
  const color = (name: string): string[] => ['-f', 'lavfi', '-i', `color=${name}:size=${width / 2}x${height / 2}:rate=10:duration=0.5`];
  return [...color('red'), ...color('lime'), ...color('blue'), ...color('white'), '-filter_complex', '[0][1]hstack[a];[2][3]hstack[b];[a][b]vstack,format=yuv444p'];
};
const nameOf = ([r = 0, g = 0, b = 0]: number[]): string => (r > 180 && g > 180 ? 'W' : r > 180 ? 'R' : g > 180 ? 'G' : b > 180 ? 'B' : r + g + b < 60 ? '-' : '?');
const names = (corners: number[][] | undefined): string => (corners ?? []).map(nameOf).join('');

test.each([
  { matrix: [1, 0, 0, 1], rotation: 0, shown: 'RGBW', turned: false },
  { matrix: [0, 1, -1, 0], rotation: 90, shown: 'BRWG', turned: true },
  { matrix: [-1, 0, 0, -1], rotation: 180, shown: 'WBGR', turned: false },
  { matrix: [0, -1, 1, 0], rotation: 270, shown: 'GWRB', turned: true },
  { matrix: [-1, 0, 0, 1], rotation: 0, shown: 'GRWB', turned: false },
  { matrix: [0, 1, 1, 0], rotation: 270, shown: 'RBGW', turned: true },
] as const)('a display matrix $matrix turns the picture by $rotation', async ({ matrix, rotation, shown, turned }) => {
  const file = folder.at(`turn-${matrix.join('')}.mp4`);
  ffmpeg([...quarters(320, 192), '-c:v', 'libx264', '-qp', '10', file]);
  setDisplayMatrix(file, matrix);
  const { probed, everyFrame: [tiny], sampled: [inside, padded] } = await decodeAll(file, {
    sampled: [{ everyMs: 500, width: 200, height: 200, fit: 'inside', multipleOf: 32 }, { everyMs: 500, width: 100, height: 100, fit: 'pad' }],
  });
  expect(probed.facts).toMatchObject({ rotation, width: turned ? 192 : 320, height: turned ? 320 : 192 });
  expect(names(tiny?.corners)).toBe(shown);
  expect([tiny?.width, tiny?.height]).toEqual(turned ? [96, 160] : [160, 96]);
  expect(names(inside?.[0]?.corners)).toBe(shown);
  expect([inside?.[0]?.width, inside?.[0]?.height]).toEqual(turned ? [128, 192] : [192, 128]);
  expect([padded?.[0]?.width, padded?.[0]?.height]).toEqual([100, 100]);
  // The picture fills the left or the upper 60 pixels.
  expect(names(padded?.[0]?.corners)).toBe(turned ? `${shown[0]}-${shown[2]}-` : `${shown[0]}${shown[1]}--`);
});

test.each([
  { name: 'odd.mkv', filter: 'crop=101:67', codec: ['-c:v', 'ffv1'], facts: { width: 101, height: 67 } },
  { name: 'odd-turned.mkv', filter: 'crop=67:101', codec: ['-c:v', 'ffv1'], facts: { width: 67, height: 101 } },
  { name: 'ten-bit.mkv', filter: 'format=yuv420p10le', codec: ['-c:v', 'ffv1'], facts: { bitsPerSample: 10 } },
  { name: 'twelve-bit.mov', filter: 'format=yuv444p10le', codec: ['-c:v', 'prores_ks'], facts: { bitsPerSample: 12, container: 'mov' } },
  { name: 'wide.mp4', filter: 'setsar=2/1', codec: ['-c:v', 'libx264'], facts: { width: 640, height: 192 } },
  { name: 'narrow.mp4', filter: 'setsar=1/2', codec: ['-c:v', 'libx264'], facts: { width: 320, height: 384 } },
  { name: 'rgb.mkv', filter: 'format=bgr0', codec: ['-c:v', 'ffv1'], facts: { bitsPerSample: 8 } },
  { name: 'large.mp4', filter: 'scale=3840:2160:flags=neighbor,setsar=1', codec: ['-c:v', 'libx264', '-preset', 'ultrafast'], facts: { width: 3840, height: 2160 } },
])('reads $name', async ({ name, filter, codec, facts }) => {
  const inputs = quarters(320, 192);
  ffmpeg([...inputs.slice(0, -1), `${inputs.at(-1) ?? ''},${filter}`, ...codec, folder.at(name)]);
  const { probed, everyFrame, end } = await decodeAll(folder.at(name));
  expect(probed.facts).toMatchObject({ kind: 'video', ...facts });
  expect(everyFrame.map(({ atMs }) => atMs)).toEqual([0, 100, 200, 300, 400]);
  expect(names(everyFrame[0]?.corners)).toBe('RGBW');
  expect(end.coverage).toBe(1);
});

test('what is transparent is shown on white', async () => {
  ffmpeg(['-f', 'lavfi', '-i', 'color=red@0.0:size=64x64:rate=10:duration=0.3,format=rgba', '-c:v', 'ffv1', '-pix_fmt', 'bgra', folder.at('clear.mkv')]);
  const { everyFrame } = await decodeAll(folder.at('clear.mkv'));
  expect(names(everyFrame[0]?.corners)).toBe('WWWW');
});

test.each(['moving.gif', 'moving.apng', 'moving.webp'])('%s is a video with its own times', async (name) => {
  ffmpeg(['-f', 'lavfi', '-i', 'testsrc2=size=96x64:rate=10:duration=0.6', ...(name.endsWith('apng') ? ['-plays', '0'] : []), folder.at(name)]);
  const { probed, everyFrame, sampled: [taken], end } = await decodeAll(folder.at(name), { sampled: [{ everyMs: 200, width: 32, height: 32, fit: 'inside' }] });
  expect(probed.facts).toMatchObject({ kind: 'video', width: 96, height: 64, durationMs: 600, hasAudio: false });
  expect(everyFrame.map(({ atMs }) => atMs)).toEqual([0, 100, 200, 300, 400, 500]);
  expect(taken?.map(({ atMs }) => atMs)).toEqual([0, 200, 400]);
  expect(end).toEqual({ analysedMs: 600, coverage: 1, warnings: [] });
});
