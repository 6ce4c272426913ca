import { expect, test } from 'vitest';
import { indexObservations, type Observation } from '../model/observation-index.ts';
import { scenesIn } from './scenes.ts';
import { appearancesOf, nextAppearance, whoIn } from './who.ts';

let made = 0;
const observation = (more: Partial<Observation>): Observation => ({ id: `o-${made++}`, runId: 'r', mediaId: 'm', analyzer: 'face_detection', startMs: 0, endMs: more.startMs ?? 0, confidence: 1, sentence: '', source: 'model', ...more });

test('looks that lie close together are one appearance', () => {
  expect(appearancesOf([{ startMs: 0, endMs: 0 }, { startMs: 500, endMs: 500 }, { startMs: 2000, endMs: 2000 }, { startMs: 3501, endMs: 3600 }])).toEqual([{ startMs: 0, endMs: 2000 }, { startMs: 3501, endMs: 3600 }]);
  expect(appearancesOf([{ startMs: 0, endMs: 900 }, { startMs: 100, endMs: 200 }])).toEqual([{ startMs: 0, endMs: 900 }]);
});

test('faces that are the same within the medium count once; the best shot stands for them', () => {
  const box = { x: 0, y: 0, w: 0.1, h: 0.1 };
  const who = whoIn(indexObservations([
    observation({ trackId: 'face-1', startMs: 0, box: { ...box, w: 0.9 }, attributes: { samePerson: 'person-1' } }), observation({ trackId: 'face-2', startMs: 9000, box, attributes: { samePerson: 'person-1', bestShot: true } }),
    observation({ trackId: 'face-7', startMs: 1, box }), observation({ analyzer: 'object_detection', label: 'person', trackId: 'object-4', box }), observation({ analyzer: 'object_detection', label: 'dog', trackId: 'object-5', box }),
    observation({ analyzer: 'speaker_diarization', speakerId: 'speaker-2', endMs: 700 }),
  ]), new Map([['speaker-2', { id: 'speaker-2', name: 'Ada', number: 2 }]]));
  expect(who.map(({ key, number, name, appearances, totalMs }) => ({ key, number, name, times: appearances.length, totalMs }))).toEqual([
    { key: 'face/person-1', number: 1, name: undefined, times: 2, totalMs: 0 }, { key: 'face/face-7', number: 7, name: undefined, times: 1, totalMs: 0 },
    { key: 'voice/speaker-2', number: 2, name: 'Ada', times: 1, totalMs: 700 }, { key: 'figure/object-4', number: 4, name: undefined, times: 1, totalMs: 0 },
  ]);
  expect(who[0]?.best?.startMs).toBe(9000);
});

test('next and previous appearance', () => {
  const appearances = [{ startMs: 1000, endMs: 3000 }, { startMs: 8000, endMs: 9000 }];
  expect([nextAppearance(appearances, 0, 1)?.startMs, nextAppearance(appearances, 1000, 1)?.startMs, nextAppearance(appearances, 8000, 1)]).toEqual([1000, 8000, undefined]);
  expect([nextAppearance(appearances, 8200, -1)?.startMs, nextAppearance(appearances, 1500, -1)]).toEqual([1000, undefined]);
});

test('scenes have their shots and what is said of them; shots stand alone where there are no scenes', () => {
  const cut = (label: string, startMs: number, endMs: number, more: Partial<Observation> = {}): Observation => observation({ analyzer: 'scene_segmentation', label, startMs, endMs, ...more });
  const rows = [cut('scene', 0, 10, { attributes: { number: 4 } }), cut('shot', 0, 6), cut('shot', 6, 10), cut('shot', 10, 20), cut('scene', 10, 20), cut('fade_out', 9, 10), observation({ analyzer: 'scene_description', startMs: 10, endMs: 20 })];
  expect(scenesIn(indexObservations(rows)).map(({ number, shots, description }) => [number, shots.length, description !== undefined])).toEqual([[4, 2, false], [2, 1, true]]);
  expect(scenesIn(indexObservations(rows.filter(({ label }) => label !== 'scene')))).toHaveLength(3);
});
