/** Drawn photos for tests: scenes of boxes and gradients that shift, and facts around them. */
import { readName } from './file-name.ts';
import { LOOK_SIDE, lookOf, type Look } from './look.ts';
import type { SeriesPhotoFacts } from './series-photo.ts';

/** Deterministic numbers 0..1 (mulberry32). */
export function drawnRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** RGB of a scene; `shift` moves the camera to the right, in parts of the picture; `gain` is the light. */
export function drawScene(seed: number, { shift = 0, gain = 1, side = LOOK_SIDE }: { shift?: number; gain?: number; side?: number } = {}): Uint8Array {
  const random = drawnRandom(seed * 7919 + 13);
  const colour = (): number[] => [random() * 255, random() * 255, random() * 255];
  const [sky, ground] = [colour(), colour()];
  const horizon = 0.3 + random() * 0.4;
  const boxes = Array.from({ length: 14 }, () => ({ x: random() * 2.4 - 0.4, y: random(), w: 0.08 + random() * 0.3, h: 0.08 + random() * 0.4, colour: colour() }));
  const pixels = new Uint8Array(side * side * 3);
  for (let py = 0; py < side; py++) {
    for (let px = 0; px < side; px++) {
      const [x, y] = [px / side + shift, py / side];
      const box = boxes.findLast((each) => x >= each.x && x < each.x + each.w && y >= each.y && y < each.y + each.h);
      const base = box?.colour ?? (y < horizon ? sky : ground);
      for (let c = 0; c < 3; c++) pixels[(py * side + px) * 3 + c] = Math.min(255, (base[c] ?? 0) * gain * (0.85 + 0.3 * y));
    }
  }
  return pixels;
}

export const drawnLook = (seed: number, change: { shift?: number; gain?: number } = {}): Look => lookOf(drawScene(seed, change));

let made = 0;

/** A photo of which only what the test names is special. `taken`: local time of an EXIF block. */
export function drawnPhoto(facts: Partial<SeriesPhotoFacts> & { fileName: string; taken?: string; camera?: string }): SeriesPhotoFacts {
  const { taken, camera, ...rest } = facts;
  const sha256 = (++made).toString(16).padStart(64, '0');
  return {
    sha256, mediaId: `m-${sha256.slice(-16)}`, sizeBytes: 1_000, width: 640, height: 480, held: false, name: readName(facts.fileName),
    capture: { ...(taken === undefined ? {} : { wallMs: Date.parse(`${taken}Z`), field: 'original' as const, subSecond: /\.\d/.test(taken) }), ...(camera === undefined ? {} : { camera, clock: camera }) },
    ...rest,
  };
}
