import { expect, test } from 'vitest';
import type { Observation } from '../model/observation-index.ts';
import { newSpeakerId, speakerFinder } from './speakers.ts';
import { transcriptOf } from './transcript.ts';

let made = 0;
const observation = (more: Partial<Observation>): Observation => ({ id: `o-${made++}`, runId: 'r', mediaId: 'm', analyzer: 'speech_transcription', startMs: 0, endMs: 1000, confidence: 1, sentence: '', source: 'model', ...more });
const turn = (speakerId: string, startMs: number, endMs: number, more: Partial<Observation> = {}): Observation => observation({ analyzer: 'speaker_diarization', label: 'speaker_turn', speakerId, startMs, endMs, ...more });

test('a phrase belongs to whoever talks longest in it, unless a person said who', () => {
  const { rows } = transcriptOf([turn('speaker-1', 0, 400), observation({ text: 'hello' }), observation({ text: 'there', speakerId: 'speaker-3' }), turn('speaker-2', 400, 1000)].toSorted((a, b) => a.startMs - b.startMs));
  expect(rows.map(({ text, speakerId }) => [text, speakerId])).toEqual([['hello', 'speaker-2'], ['there', 'speaker-3']]);
});

test('a long turn is found for late phrases, too', () => {
  const find = speakerFinder([turn('speaker-1', 0, 60_000), turn('speaker-2', 100, 200), turn('speaker-2', 300, 400)]);
  expect([find(0, 50), find(120, 180), find(50_000, 50_100), find(70_000, 70_100)]).toEqual(['speaker-1', 'speaker-1', 'speaker-1', undefined]);
});

test('a voice has the name that most of it carries', () => {
  const { speakers } = transcriptOf([turn('speaker-1', 0, 1, { attributes: { speakerName: 'Ada' } }), turn('speaker-1', 1, 2, { attributes: { speakerName: 'Ada' } }), turn('speaker-1', 2, 3, { attributes: { speakerName: 'Eve' } }), turn('x', 3, 4)]);
  expect([...speakers.values()]).toEqual([{ id: 'speaker-1', name: 'Ada', number: 1 }, { id: 'x', name: undefined, number: undefined }]);
  expect(newSpeakerId(speakers)).toBe('speaker-3');
});

test('words count only while they are those of the text', () => {
  const words = [{ text: 'ask', startMs: 0, endMs: 10 }, { text: 'not', startMs: 10, endMs: 20 }];
  const lengths = (text: string, given: unknown) => transcriptOf([observation({ text, attributes: { words: given } })]).rows[0]?.words.length;
  expect([lengths('ask not', words), lengths('do ask', words), lengths('ask', [{ text: 'ask' }]), lengths('ask', 'ask')]).toEqual([2, 0, 0, 0]);
});

test('speech that nobody understood has no text', () => {
  expect(transcriptOf([observation({ label: 'speech_unrecognised' })]).rows[0]?.text).toBeUndefined();
});
