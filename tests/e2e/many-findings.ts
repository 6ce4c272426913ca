/** Findings as a full analysis of a long film has them: tracks sampled twice a second, moments, curves, speech, shots. Always the same. */
import { seededNumbers } from '../support/seeded-bytes.ts';
import type { Finding } from './analysed-media.ts';

const WORDS = 'the house street light people walk and talk about music morning evening long short story water green blue'.split(' ');
const SAMPLE_MS = 500;

type Random = () => number;

function track(random: Random, number: number, durationMs: number): Finding[] {
  const fromMs = Math.floor(random() * durationMs * 0.97 / SAMPLE_MS) * SAMPLE_MS;
  const count = 4 + Math.floor(random() * 60);
  const [analyzer, label] = number % 3 === 0 ? ['face_detection', 'face'] : ['object_detection', ['person', 'car', 'dog'][number % 3] ?? 'person'];
  const [x, y, dx] = [random() * 0.5, random() * 0.5, (random() - 0.5) / 100];
  return Array.from({ length: count }, (_, i) => ({
    analyzer, label, startMs: fromMs + i * SAMPLE_MS, endMs: fromMs + i * SAMPLE_MS, trackId: `${label}-${number}`, confidence: 0.4 + random() * 0.6,
    box: { x: Math.min(0.7, Math.max(0, x + i * dx)), y, w: 0.2, h: 0.3 }, sentence: `A ${label}, probably.`,
  })).filter(({ startMs }) => startMs < durationMs);
}

/** One after the other, without gaps, from the beginning to the end. */
function chain(random: Random, durationMs: number, [shortest, longest]: readonly [number, number], make: (fromMs: number, toMs: number, number: number) => Finding): Finding[] {
  const found: Finding[] = [];
  for (let at = 0; at < durationMs;) {
    const to = Math.min(durationMs, at + Math.round(shortest + random() * (longest - shortest)));
    found.push(make(at, to, found.length + 1));
    at = to;
  }
  return found;
}

const said = (random: Random): string => Array.from({ length: 8 }, () => WORDS[Math.floor(random() * WORDS.length)]).join(' ');

export function manyFindings(durationMs: number, count: number): Finding[] {
  const random = seededNumbers(11);
  const found: Finding[] = [
    ...chain(random, durationMs, [1_500, 9_000], (startMs, endMs, number) => ({ analyzer: 'scene_segmentation', label: 'shot', startMs, endMs, confidence: 1, attributes: { number }, sentence: `Shot ${number}.` })),
    ...chain(random, durationMs, [20_000, 60_000], (startMs, endMs, number) => ({ analyzer: 'scene_segmentation', label: 'scene', startMs, endMs, confidence: 1, attributes: { number }, sentence: `Scene ${number}.` })),
    ...chain(random, durationMs, [2_000, 6_000], (startMs, endMs, number) => ({ analyzer: 'speech_transcription', label: 'speech', startMs, endMs: endMs - 300, text: said(random), speakerId: `speaker-${number % 3}`, confidence: 0.9, sentence: 'Somebody speaks.' })),
    ...chain(random, durationMs, [2_000, 12_000], (startMs, endMs, number) => ({ analyzer: 'camera_analysis', label: number % 2 ? 'static' : 'pan_left', startMs, endMs, confidence: 0.8, sentence: 'The camera.' })),
    ...chain(random, durationMs, [1_000, 1_000], (startMs) => ({ analyzer: 'content_quality', label: 'quality', startMs, endMs: startMs, confidence: 1, attributes: { score: 0.5 + 0.5 * Math.sin(startMs / 9_000) }, sentence: 'Picture quality.' })),
    ...chain(random, durationMs, [3_000, 14_000], (startMs, endMs) => ({ analyzer: 'text_overlay', startMs, endMs, text: said(random), box: { x: 0.1, y: 0.8, w: 0.8, h: 0.1 }, trackId: `text-${startMs}`, confidence: 0.95, sentence: 'Text in the picture.' })),
  ];
  for (let number = 1; found.length < count; number++) found.push(...track(random, number, durationMs));
  return found.slice(0, count);
}
