import { expect, test } from 'vitest';
import { modelKindOf, type ModelKind } from './model-kind.ts';

const analyzer = (models: string[], { method = 'model', pictures = true, sound = false } = {}): Parameters<typeof modelKindOf>[0] => ({ name: 'x', method, models, reads: { pictures, sound, photos: false, findingsOf: [] } });

test.for<[kind: ModelKind, of: Parameters<typeof modelKindOf>[0]]>([
  ['llm', analyzer(['model-server'])],
  ['audio', analyzer(['silero-vad', 'model-server'], { pictures: false, sound: true })],
  ['pose', analyzer(['centernet-coco', 'movenet-lightning'])],
  ['vision', analyzer(['face-ssd', 'iris'])],
  ['vision', analyzer(['face-ssd'], { method: 'signal', sound: true })],
  ['rule', analyzer([])],
  ['rule', analyzer(['movenet-lightning'], { method: 'rule' })],
])('%s', ([kind, of]) => { expect(modelKindOf(of)).toBe(kind); });
