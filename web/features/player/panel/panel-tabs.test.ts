import { expect, test } from 'vitest';
import { indexObservations, type Observation } from '../model/observation-index.ts';
import { panelData, tabOf, tabsOf } from './panel-tabs.ts';
import type { Run } from './run-state.ts';

const observation = (id: string, analyzer: string, more: Partial<Observation> = {}): Observation => ({ id, runId: 'r', mediaId: 'm', analyzer, startMs: 0, endMs: 0, confidence: 1, sentence: '', source: 'model', ...more });
const run = (analyzer: string, more: Partial<Run> = {}): Run => ({ id: analyzer, mediaId: 'm', analyzer, version: 1, status: 'done', models: [], parameters: {}, seconds: 0, device: 'cpu', coverage: 1, ...more });
const tabs = (observations: readonly Observation[], runs: readonly Run[]): string[] => tabsOf(panelData(indexObservations(observations)), observations.length, runs).map(({ id, count }) => `${id} ${count}`);

test('tabs with findings, and those of which it is worth telling why there are none', () => {
  expect(tabs([observation('1', 'text_overlay', { text: 'a' })], [run('text_overlay'), run('speech_transcription', { status: 'failed' }), run('scene_segmentation', { status: 'not_run', reason: 'unsupported_media' }), run('face_detection')])).toEqual(['transcript 0', 'text 1', 'findings 1']);
  expect(tabs([], [])).toEqual(['findings 0']);
});

test('measurements of each second are no list', () => {
  const { sounds, quality } = panelData(indexObservations([observation('1', 'audio_analysis', { label: 'loudness' }), observation('2', 'audio_analysis', { label: 'silence' }), observation('3', 'content_quality', { label: 'quality' })]));
  expect([sounds.map(({ id }) => id), quality]).toEqual([['2'], []]);
});

test('a hit is shown where it can be read best', () => {
  expect([tabOf(observation('', 'speech_transcription')), tabOf(observation('', 'text_overlay')), tabOf(observation('', 'scene_segmentation', { label: 'scene' })), tabOf(observation('', 'scene_segmentation', { label: 'shot' })), tabOf(observation('', 'x'))]).toEqual(['transcript', 'text', 'scenes', 'findings', 'findings']);
});
