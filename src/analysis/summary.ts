/** The summary of a document: counts, and a few sentences composed from the observations. */
import type { Language, Media, Observation, Run, Summary } from '@aima/contract';
import { certaintyWords, clockTime } from '@aima/sdk';
import { germanCocoNames } from '../analyzers/lib/detection/coco-german.ts';

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

/** From here on something is said without `perhaps`; the same step as in the sentences of findings. */
const CERTAIN = 0.6;
/** In larger groups somebody is easily missed or seen twice. */
const SURE_COUNT = 3;
const best = (items: readonly Observation[]): number => items.reduce((most, item) => Math.max(most, item.confidence), 0);
const guarded = (words: string, confidence: number, language: Language): string =>
  confidence >= CERTAIN ? words : `${language === 'de' ? 'vielleicht' : 'perhaps'} ${words}`;

type Of = (analyzer: string, label?: string) => Observation[];

/** Most that stand in one sampled picture together. */
const mostAtOnce = (items: readonly Observation[]): number =>
  Math.max(0, ...[...Map.groupBy(items, (item) => item.startMs).values()].map(distinct));

/** Persons by their bodies or, where more of them are seen, their faces: never a count of different persons. */
function personsPart(of: Of, isPhoto: boolean, language: Language): string[] {
  const seen = [of('object_detection', 'person'), of('face_detection')];
  const certain = Math.max(...seen.map((items) => mostAtOnce(items.filter((item) => item.confidence >= CERTAIN))));
  const most = certain || Math.max(...seen.map(mostAtOnce));
  if (most === 0) return [];
  const german = language === 'de';
  const noun = most === 1 ? german ? 'Person' : 'person' : german ? 'Personen' : 'persons';
  const about = most <= SURE_COUNT ? '' : german ? 'etwa ' : 'about ';
  const count = isPhoto || most === 1 ? `${about}${most} ${noun}` : german ? `bis zu ${most} ${noun} gleichzeitig` : `up to ${most} ${noun} at once`;
  return [guarded(count, certain > 0 ? 1 : 0, language)];
}

function seenPart(of: Of, isPhoto: boolean, language: Language): string[] {
  const things = of('object_detection').filter(({ label }) => label !== 'person');
  const objects = Object.entries(Object.groupBy(things, (item) => item.label ?? '')).map(([label, items = []]) => ({ label, n: distinct(items), confidence: best(items) }))
    .sort((a, b) => b.n - a.n).slice(0, 6).map(({ label, n, confidence }) => guarded(`${(language === 'de' ? germanCocoNames[label] : undefined) ?? label} (${n})`, confidence, language));
  const seen = [...personsPart(of, isPhoto, language), ...objects];
  return seen.length === 0 ? [] : [`${language === 'de' ? 'Zu sehen' : 'Seen'}: ${seen.join(', ')}.`];
}

const soundWords: Record<Language, Record<string, string>> = {
  en: { alarm: 'an alarm', phone: 'a telephone', bell: 'a bell', music: 'music', speech_and_music: 'music' },
  de: { alarm: 'ein Alarm', phone: 'ein Telefon', bell: 'eine Glocke', music: 'Musik', speech_and_music: 'Musik' },
};
const MOST_SOUNDS = 5;

/** Sounds by what they are called, the surest first. */
function heardPart(of: Of, language: Language): string[] {
  const items = [...of('sound_effects'), ...of('audio_environment', 'music'), ...of('audio_environment', 'speech_and_music')];
  const named = Map.groupBy(items, ({ label = '' }) => soundWords[language][label] ?? label.replaceAll('_', ' '));
  const heard = [...named].map(([word, each]) => ({ word, confidence: best(each) })).filter(({ word }) => word !== '')
    .sort((a, b) => b.confidence - a.confidence).slice(0, MOST_SOUNDS).map(({ word, confidence }) => guarded(word, confidence, language));
  return heard.length === 0 ? [] : [`${language === 'de' ? 'Zu hören' : 'Heard'}: ${heard.join(', ')}.`];
}

function spokenPart(of: Of, language: Language): string[] {
  const german = language === 'de';
  const names = new Intl.DisplayNames([language], { type: 'language' });
  const languages = of('language_identification', 'language').flatMap((item) => {
    const code = item.attributes?.['language'];
    return typeof code === 'string' ? [`${names.of(code) ?? code} (${certaintyWords(item.confidence, language)})`] : [];
  });
  const voices = new Set(of('speaker_diarization').flatMap((item) => item.speakerId ?? [])).size;
  return [
    ...languages.length > 0 ? [`${german ? 'Gesprochene Sprache' : 'Language spoken'}: ${[...new Set(languages)].join(', ')}.`] : [],
    ...voices > 0 ? [german ? `Etwa ${voices} ${voices === 1 ? 'Stimme' : 'Stimmen'}.` : `About ${voices} ${voices === 1 ? 'voice' : 'voices'}.`] : [],
  ];
}

/** Only where there is something to say: that nothing was recognised is no promise. */
function ratingPart(of: Of, runs: readonly Run[], language: Language): string[] {
  const german = language === 'de';
  const explicit = of('nsfw_rating', 'explicit').length > 0;
  const suggestive = of('nsfw_rating', 'suggestive').length > 0;
  const rating = explicit ? german ? 'Als explizit eingeschätzt.' : 'Rated explicit by estimate.' : german ? 'Möglicherweise freizügig.' : 'Possibly suggestive.';
  return [
    ...explicit || suggestive ? [rating] : [],
    ...runs.some(({ status }) => status === 'held') ? [german ? 'Teile sind zurückgehalten und nicht beschrieben.' : 'Parts are held and not described.'] : [],
  ];
}

function sentences(media: Media, runs: readonly Run[], observations: readonly Observation[], language: Language): string[] {
  const german = language === 'de';
  const of: Of = (analyzer, label) => observations.filter((item) => item.analyzer === analyzer && (label === undefined || item.label === label));
  const size = media.width === undefined ? '' : `, ${media.width} × ${media.height ?? 0}`;
  const length = media.kind === 'image' ? '' : `, ${clockTime(media.durationMs)} ${german ? 'lang' : 'long'}`;
  const lines = [`${kindWords[language][media.kind]}${length}${size}.`, ...ratingPart(of, runs, language)];
  const shots = of('scene_segmentation', 'shot').length;
  if (shots > 1) lines.push(german ? `${shots} Einstellungen.` : `${shots} shots.`);
  lines.push(...seenPart(of, media.kind === 'image', language));
  const texts = [...new Set(of('text_overlay').map((item) => item.text ?? '').filter((text) => text !== ''))].slice(0, 5);
  if (texts.length > 0) lines.push(`${german ? 'Text im Bild' : 'Text on screen'}: ${shortened(texts.map((text) => german ? `„${text}“` : `“${text}”`).join(', '))}.`);
  lines.push(...heardPart(of, language), ...spokenPart(of, language));
  const speech = of('speech_transcription', 'speech').map((item) => item.text ?? '').join(' ').trim();
  if (speech !== '') lines.push(german ? `Gesagt wird: „${shortened(speech)}“` : `Said: “${shortened(speech)}”`);
  return lines;
}

export function summarise(options: { media: Media; runs: readonly Run[]; observations: readonly Observation[]; language: Language; seconds: number }): Summary {
  const { media, runs, observations, language, seconds } = options;
  const done = runs.filter((run) => run.status === 'done');
  return {
    text: sentences(media, runs, observations, language).join(' '),
    observationCount: observations.length,
    byAnalyzer: count(observations.map((item) => item.analyzer)),
    byStatus: count(runs.map((run) => run.status)),
    coverage: done.length === 0 ? 0 : Math.min(...done.map((run) => run.coverage)),
    seconds: Math.round(seconds * 1000) / 1000,
    ...(media.durationMs > 0 ? { timesRealTime: Math.round(seconds * 1_000_000 / media.durationMs) / 1000 } : {}),
  };
}
