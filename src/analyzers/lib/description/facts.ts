/** What others found in a stretch, each fact in words with its certainty and the observations that it rests on. */
import type { Language, Observation } from '@aima/contract';
import { certaintyWords, clockTime } from '@aima/sdk';
import { z } from 'zod';
import { germanCocoNames } from '../detection/coco-german.ts';

export const TOPICS = ['seen', 'written', 'said', 'calls', 'sound', 'camera', 'picture', 'mood', 'course'] as const;
export type Topic = (typeof TOPICS)[number];

export interface Fact {
  topic: Topic;
  /** Without a full stop, with the certainty in words. */
  words: string;
  confidence: number;
  basedOn: string[];
  /** Short enough for a sentence about the whole stretch. */
  brief?: true;
}

export interface Stretch {
  startMs: number;
  endMs: number;
}

type Heard = (analyzer: string) => readonly Observation[];

/** Whose own sentences are told again: of each label the surest, the most frequent labels first. */
const TOLD_AGAIN: readonly { analyzer: string; topic: Topic; most: number; labels?: readonly string[]; but?: readonly string[] }[] = [
  { analyzer: 'composition_analysis', topic: 'seen', most: 1 },
  { analyzer: 'body_pose', topic: 'seen', most: 2, but: ['undetermined'] },
  { analyzer: 'gesture_recognition', topic: 'seen', most: 3 },
  { analyzer: 'hand_gesture', topic: 'seen', most: 2 },
  { analyzer: 'body_language', topic: 'seen', most: 2 },
  { analyzer: 'eye_tracking', topic: 'seen', most: 1, but: ['not_determinable'] },
  { analyzer: 'age_estimation', topic: 'seen', most: 2, but: ['not_determinable'] },
  { analyzer: 'product_detection', topic: 'seen', most: 2 },
  { analyzer: 'nsfw_rating', topic: 'seen', most: 1, but: ['none'] },
  { analyzer: 'comment_cta_detection', topic: 'calls', most: 3 },
  { analyzer: 'audio_environment', topic: 'sound', most: 2 },
  { analyzer: 'sound_effects', topic: 'sound', most: 3 },
  { analyzer: 'audio_analysis', topic: 'sound', most: 1, labels: ['loud_event'] },
  { analyzer: 'camera_analysis', topic: 'camera', most: 3 },
  { analyzer: 'visual_effects', topic: 'camera', most: 3 },
  { analyzer: 'color_analysis', topic: 'picture', most: 1, labels: ['colours'] },
  { analyzer: 'content_quality', topic: 'picture', most: 2, but: ['quality', 'overall'] },
  { analyzer: 'emotion_detection', topic: 'mood', most: 2, but: ['not_determinable'] },
  { analyzer: 'speech_emotion', topic: 'mood', most: 2, but: ['not_determinable'] },
  { analyzer: 'temporal_flow', topic: 'course', most: 1, labels: ['hook', 'climax', 'resolution'] },
];

/** Besides those of TOLD_AGAIN; a run that has any of these has something to compose from. */
export const RESTED_ON = ['scene_segmentation', 'object_detection', 'speech_transcription', 'text_overlay'] as const;
export const HEARD = ['face_detection', ...new Set(TOLD_AGAIN.map(({ analyzer }) => analyzer))];

/** How much of it, or of the stretch, must lie in the other. */
const LEAST_OVERLAP = 0.3;
const MOST_THINGS = 8;
const MOST_QUOTES = 12;
const MOST_LETTERS = 280;
const MOST_IDS = 3;
const NEAR_MS = 500;
/** In a film a thing seen once is passed over. */
const FEWEST_SAMPLES = 2;
const Named = z.object({ samePerson: z.string() });

function within(item: Observation, { startMs, endMs }: Stretch): boolean {
  if (endMs === startMs) return item.startMs <= startMs && item.endMs >= startMs;
  if (item.endMs === item.startMs) return item.startMs >= startMs && item.startMs < endMs;
  const overlap = Math.min(item.endMs, endMs) - Math.max(item.startMs, startMs);
  return overlap >= LEAST_OVERLAP * Math.min(item.endMs - item.startMs, endMs - startMs);
}

/** Words of the medium on one line and without quotation marks of their own: nothing in them may look like the text around. */
function quoted(words: string, language: Language): string {
  const plain = words.replace(/[“”„"«»\s]+/g, ' ').trim();
  const short = plain.length > MOST_LETTERS ? `${plain.slice(0, MOST_LETTERS)}…` : plain;
  return language === 'de' ? `„${short}“` : `“${short}”`;
}

const median = (values: readonly number[]): number => [...values].sort((a, b) => a - b)[values.length >> 1] ?? 0;
const idsOf = (items: readonly Observation[]): string[] => [...items].sort((a, b) => b.confidence - a.confidence).slice(0, MOST_IDS).map(({ id }) => id);
const atOnce = (items: readonly Observation[]): number => Math.max(0, ...[...Map.groupBy(items, ({ startMs }) => startMs).values()].map((group) => group.length));

const times = (count: number, language: Language): string => (count > 1 ? (language === 'de' ? `, ${count} zugleich` : `, ${count} at once`) : '');

function things(items: readonly Observation[], isPhoto: boolean, language: Language): Fact[] {
  const groups = [...Map.groupBy(items, ({ label = '' }) => label)].filter(([label, group]) => label !== '' && (isPhoto || group.length >= FEWEST_SAMPLES));
  return groups.sort(([, a], [, b]) => b.length - a.length).slice(0, MOST_THINGS).map(([label, group]) => {
    const confidence = median(group.map((item) => item.confidence));
    return { topic: 'seen', words: `${language === 'de' ? germanCocoNames[label] ?? label : label}${times(atOnce(group), language)} (${certaintyWords(confidence, language)})`, confidence, basedOn: idsOf(group), brief: true };
  });
}

/** Faces, by person where they are told apart; the numbers hold for this medium alone. */
function faces(items: readonly Observation[], language: Language): Fact[] {
  if (items.length === 0) return [];
  const confidence = median(items.map((item) => item.confidence));
  const names = [...new Set(items.flatMap(({ attributes }) => Named.safeParse(attributes ?? {}).data?.samePerson ?? []))].sort();
  const who = names.length > 0 ? `${names.join(', ')}; ` : '';
  return [{ topic: 'seen', words: `${language === 'de' ? 'Gesicht' : 'face'}${times(atOnce(items), language)} (${who}${certaintyWords(confidence, language)})`, confidence, basedOn: idsOf(items), brief: true }];
}

const quote = (topic: 'said' | 'written', items: readonly Observation[], language: Language): Fact[] =>
  items.filter(({ text }) => text !== undefined && text.trim() !== '').slice(0, MOST_QUOTES).map(({ id, text = '', confidence }) => ({ topic, words: `${quoted(text, language)} (${certaintyWords(confidence, language)})`, confidence, basedOn: [id], brief: true }));

const BRIEF: ReadonlySet<Topic> = new Set(['sound', 'camera']);

/** Another's sentence as a part of a text about the stretch: its times only where they are not the stretch's own. */
function retold({ sentence, startMs, endMs }: Observation, stretch: Stretch): string {
  const plain = sentence.replace(/\.$/, '').replace(/\(\d+ (?:of|von) \d+ [^,()]+, /, '(');
  if (startMs > stretch.startMs + NEAR_MS || endMs < stretch.endMs - NEAR_MS) return plain;
  return [`from ${clockTime(startMs)} to ${clockTime(endMs)}`, `von ${clockTime(startMs)} bis ${clockTime(endMs)}`].reduce((text, span) => text.replace(new RegExp(`,? ${span.replaceAll('.', '\\.')}`), ''), plain);
}

function toldAgain(items: readonly Observation[], { topic, most, labels, but = [] }: (typeof TOLD_AGAIN)[number], stretch: Stretch): Fact[] {
  const wanted = items.filter(({ label }) => label === undefined || (!but.includes(label) && (labels?.includes(label) ?? true)));
  const length = (group: readonly Observation[]): number => group.reduce((sum, { startMs, endMs }) => sum + Math.max(1, endMs - startMs), 0);
  const groups = [...Map.groupBy(wanted, ({ label }) => label).values()].sort((a, b) => length(b) - length(a)).slice(0, most);
  return groups.flatMap((group) => {
    const [surest] = [...group].sort((a, b) => b.confidence - a.confidence);
    return surest ? [{ topic, words: retold(surest, stretch), confidence: surest.confidence, basedOn: [surest.id], ...(BRIEF.has(topic) ? { brief: true as const } : {}) }] : [];
  });
}

export function factsIn(stretch: Stretch, heard: Heard, isPhoto: boolean, language: Language): Fact[] {
  const found = (analyzer: string): Observation[] => heard(analyzer).filter((item) => within(item, stretch)).sort((a, b) => a.startMs - b.startMs);
  const speech = found('speech_transcription');
  const unheard = speech.filter(({ text }) => text === undefined);
  return [
    ...things(found('object_detection'), isPhoto, language),
    ...faces(found('face_detection'), language),
    ...quote('written', found('text_overlay'), language),
    ...quote('said', speech, language),
    ...toldAgain(unheard, { analyzer: 'speech_transcription', topic: 'said', most: 1 }, stretch),
    ...TOLD_AGAIN.flatMap((source) => toldAgain(found(source.analyzer), source, stretch)),
  ];
}
