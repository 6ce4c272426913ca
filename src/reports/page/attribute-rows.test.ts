import type { Observation } from '@aima/contract';
import { expect, test } from 'vitest';
import { attributeRows } from './attribute-rows.js';
import { createWords } from './words.js';

const [en, de] = [createWords('en'), createWords('de')];
const rows = (attributes: Observation['attributes'], words = en): Record<string, string> => Object.fromEntries(attributeRows(attributes, words));

test('an age is a range and an estimate', () => {
  expect(rows({ fromYears: 25, toYears: 38, judgedFaces: 3 }, de)).toEqual({ 'scheinbares Alter': '25–38 Jahre (Schätzung)', 'Beurteilte Bilder': '3' });
});

test('a gaze and a head are directions in degrees; straight ahead is said as such', () => {
  expect(rows({ gaze: { yaw: 23, pitch: -8 }, headPose: { yaw: 0.4, pitch: 1, roll: -12, method: 'mesh axes' } })).toEqual({ Gaze: '23° to the right, 8° down', Head: 'tilted by 12°' });
  expect(rows({ gaze: { yaw: 1, pitch: 2 } }, de)).toEqual({ Blick: 'geradeaus' });
});

test('shares are in order and in words, those near nothing are left out; reasons are sentences', () => {
  expect(rows({ shares: { happy: 0.3, neutral: 0.68, fear: 0.02 } })).toEqual({ Expressions: 'neutral 68\u00a0%, happy 30\u00a0%' });
  expect(rows({ reasons: ['both_networks_revealing', 'skin_supports'] }, de)['Gründe']).toBe('beide sehen wenig Kleidung oder mehr; viel vom Bild hat die Farbe von Haut');
});

test('units stand where the name says them, and languages have names', () => {
  expect(rows({ snrDb: 32.4, noiseDbfs: -43.8, frequencyHz: 7810, intervalMs: 250, personShare: 0.295, language: 'de', quality: { overall: 0.67, yawDegrees: 6 } })).toEqual({
    'Speech above noise': '32.4\u00a0dB', Noise: '\u221243.8\u00a0dBFS', Pitch: '7,810\u00a0Hz', 'Between two': '0.25\u00a0s', 'Persons cover': '30\u00a0%', Language: 'German', 'Face can be judged': 'overall 0.67, turned 6°',
  });
});

test('vectors, masks and points are not told; unknown names are taken apart', () => {
  expect(rows({ embedding: 'AAAA', mask: { width: 2, height: 2, runs: [4] }, keypoints: [], landmarks: {}, newThing: true })).toEqual({ 'new thing': 'yes' });
});
