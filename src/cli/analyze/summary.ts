/** The summary of a document: counts, and a few sentences composed from the observations. */
import type { Language, Media, Observation, Run, Summary } from '@aima/contract';
import { clockTime } from '@aima/sdk';
import { germanCocoNames } from '../../analyzers/lib/detection/coco-german.ts';

const count = (words: readonly string[]): Record<string, number> => {
  const counts: Record<string, number> = {};
  for (const word of words) counts[word] = (counts[word] ?? 0) + 1;
  return counts;
};

/** Things seen over time count once per track. */
function distinct(observations: readonly Observation[]): number {
  return new Set(observations.map((item) => item.trackId ?? item.id)).size;
}

const kindWords: Record<Language, Record<Media['kind'], string>> = {
  en: { video: 'A video', image: 'A photo', audio: 'A sound recording' },
  de: { video: 'Ein Video', image: 'Ein Foto', audio: 'Eine Tonaufnahme' },
};

const MOST_CHARACTERS = 200;
const shortened = (text: string): string => text.length <= MOST_CHARACTERS ? text : `${text.slice(0, MOST_CHARACTERS - 1).trimEnd()}…`;

function sentences(media: Media, observations: readonly Observation[], language: Language): string[] {
  const german = language === 'de';
  const of = (analyzer: string, label?: string): Observation[] => observations.filter((item) => item.analyzer === analyzer && (label === undefined || item.label === label));
  const size = media.width === undefined ? '' : `, ${media.width} × ${media.height ?? 0}`;
  const length = media.kind === 'image' ? '' : `, ${clockTime(media.durationMs)} ${german ? 'lang' : 'long'}`;
  const lines = [`${kindWords[language][media.kind]}${length}${size}.`];
  const shots = of('scene_segmentation', 'shot').length;
  if (shots > 1) lines.push(german ? `${shots} Einstellungen.` : `${shots} shots.`);
  const objects = Object.entries(Object.groupBy(of('object_detection'), (item) => item.label ?? '')).map(([label, items]) => [label, distinct(items ?? [])] as const)
    .sort((a, b) => b[1] - a[1]).slice(0, 6).map(([label, n]) => `${(german ? germanCocoNames[label] : undefined) ?? label} (${n})`);
  if (objects.length > 0) lines.push(`${german ? 'Zu sehen' : 'Seen'}: ${objects.join(', ')}.`);
  const faces = distinct(of('face_detection'));
  if (faces > 0) lines.push(german ? `${faces} ${faces === 1 ? 'Gesicht' : 'Gesichter'} (Spuren, nicht Personen).` : `${faces} ${faces === 1 ? 'face' : 'faces'} (tracks, not persons).`);
  const texts = [...new Set(of('text_overlay').map((item) => item.text ?? '').filter((text) => text !== ''))].slice(0, 5);
  if (texts.length > 0) lines.push(`${german ? 'Text im Bild' : 'Text on screen'}: ${shortened(texts.map((text) => `“${text}”`).join(', '))}.`);
  const speech = of('speech_transcription', 'speech').map((item) => item.text ?? '').join(' ').trim();
  if (speech !== '') lines.push(`${german ? 'Gesagt wird' : 'Said'}: “${shortened(speech)}”`);
  return lines;
}

export function summarise(options: { media: Media; runs: readonly Run[]; observations: readonly Observation[]; language: Language; seconds: number }): Summary {
  const { media, runs, observations, language, seconds } = options;
  const done = runs.filter((run) => run.status === 'done');
  return {
    text: sentences(media, observations, language).join(' '),
    observationCount: observations.length,
    byAnalyzer: count(observations.map((item) => item.analyzer)),
    byStatus: count(runs.map((run) => run.status)),
    coverage: done.length === 0 ? 0 : Math.min(...done.map((run) => run.coverage)),
    seconds: Math.round(seconds * 1000) / 1000,
    ...(media.durationMs > 0 ? { timesRealTime: Math.round(seconds * 1_000_000 / media.durationMs) / 1000 } : {}),
  };
}
