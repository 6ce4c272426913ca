/** Where speech meets the picture: who is seen speaking, words that are read and heard, things that are named and seen. */
import type { Observation } from '@aima/contract';
import { z } from 'zod';
import { germanCocoNames } from '../detection/coco-german.ts';
import { evenlySpread } from '../evenly-spread.ts';
import { VIEW } from '../view/view.ts';
import { type Claim, type Heard, meanConfidence, shifted } from './claim.ts';
import { overlapMs, type Stretch, stretchesOf, timeIndex } from './time-index.ts';
import { languageOf, names, wordsInOrder } from './word-match.ts';

/** Log odds at most; own judgement, not fitted. The same words by two recognisers hardly come about by chance. */
const WEIGHT = { mouth: 0.4, sync: 0.8, words: 1.5, language: 0.4, thing: 0.8, nameOfThing: 0.3, sound: 0.5 } as const;

const Mouth = z.object({ mouth: z.enum(['open', 'closed', 'uncertain']) });
const LEAST_SPEECH_MS = 2000;
/** Looks at a face that tell of its mouth; with two a second, movement itself cannot be followed. */
const LEAST_LOOKS = 4;
const FACE_SHARE = 0.6;
/** A talking mouth is open in some looks and not in others. */
const MOVING = { least: 0.15, most: 0.9 } as const;

/** Share of the looks at one face with an open mouth, over a stretch of speech. */
function mouthOf(faces: readonly Observation[], { startMs, endMs }: Observation): { items: Observation[]; open: number } | undefined {
  const tracks = new Map<string, Observation[]>();
  for (const face of faces) {
    if (face.startMs < startMs || face.startMs > endMs || face.trackId === undefined) continue;
    tracks.set(face.trackId, [...tracks.get(face.trackId) ?? [], face]);
  }
  const told = [...tracks.values()].map((items) => ({ items, open: items.filter(({ attributes }) => Mouth.safeParse(attributes).data?.mouth === 'open').length / items.length }));
  return told.sort((a, b) => b.open * b.items.length - a.open * a.items.length || b.items.length - a.items.length)[0];
}

/** Stretches in which the movement of a mouth was measured to fit the voice, whatever the offset. */
const FITS: ReadonlySet<string> = new Set(['in_sync', 'audio_late', 'audio_early']);
const LEAST_FITTING_MS = 1000;

function fittingMouth(speech: Observation, syncs: readonly Observation[]): Claim | undefined {
  const { startMs, endMs } = speech;
  const fitting = syncs.filter((sync) => FITS.has(sync.label ?? '') && overlapMs(sync, speech) >= LEAST_FITTING_MS);
  if (fitting.length === 0) return undefined;
  const fit = Math.min(1, fitting.reduce((sum, sync) => sum + overlapMs(sync, speech), 0) / (endMs - startMs));
  const sure = meanConfidence(fitting);
  return {
    kind: 'agreement', variant: 'voice_fits_mouth', startMs, endMs, fit, confidence: Math.min(speech.confidence, sure), evidence: [speech, ...evenlySpread(fitting, 24)],
    shifts: [{ item: speech, nats: WEIGHT.sync * fit * sure }, ...shifted(fitting, WEIGHT.mouth * speech.confidence)],
  };
}

/**
 * Speech that fits the movement of a mouth (audio_visual_sync); else with a mouth in view that is open at times, with the only
 * mouths closed, or without any face (a voice from outside the picture). That a mouth which is open at times is the one that
 * talks is not proven.
 */
export function speechOnCamera(heard: Heard): Claim[] {
  const faces = timeIndex(heard.of('facial_details'));
  const syncs = timeIndex(heard.of('audio_visual_sync'));
  const seen = timeIndex(heard.of('face_detection'));
  return heard.of('voice_activity').flatMap((speech): Claim[] => {
    const { startMs, endMs, confidence } = speech;
    if (endMs - startMs < LEAST_SPEECH_MS) return [];
    const fitting = fittingMouth(speech, syncs(startMs, endMs));
    if (fitting) return [fitting];
    if (!heard.ran('face_detection') && !heard.ran('facial_details')) return [];
    const looks = Math.max(1, Math.floor((endMs - startMs) / VIEW.everyMs));
    const all = faces(startMs, endMs);
    const shown = seen(startMs, endMs);
    const moments = new Set([...all, ...shown].map((face) => face.startMs)).size;
    if (moments === 0) return [{ kind: 'complement', variant: 'no_face', startMs, endMs, fit: 0, confidence: Math.min(confidence, 0.8), evidence: [speech], shifts: [] }];
    const mouth = mouthOf(all, speech);
    const fit = Math.min(1, moments / looks);
    if (!mouth || fit < FACE_SHARE || mouth.items.length < LEAST_LOOKS) return [];
    const base = { startMs, endMs, fit, evidence: [speech, ...evenlySpread(mouth.items, 24)] };
    if (mouth.open >= MOVING.least && mouth.open <= MOVING.most) {
      const nats = WEIGHT.mouth * fit;
      return [{ ...base, kind: 'agreement', variant: 'mouth_moves', confidence: 0.6 * fit * confidence, shifts: [{ item: speech, nats: nats * meanConfidence(mouth.items) }] }];
    }
    return mouth.open > 0 ? [] : [{ ...base, kind: 'complement', variant: 'mouth_closed', confidence: 0.5 * fit * confidence, shifts: [] }];
  });
}

/** Subtitles may come earlier or stay longer than what they write down. */
const SUBTITLE_MS = 2000;
const LEAST_WORDS = 3;
const LEAST_RATIO = 0.6;

const withWords = (items: readonly Observation[]): Observation[] => items.filter(({ text = '' }) => text.trim() !== '');

/** Words that are on screen and spoken at about the same time, with the share of those on screen that are heard in order. */
export function textSpoken(heard: Heard): Claim[] {
  const spoken = timeIndex(withWords(heard.of('speech_transcription')));
  return withWords(heard.of('text_overlay')).flatMap((written): Claim[] => {
    const { startMs, endMs, text = '' } = written;
    const said = spoken(startMs - SUBTITLE_MS, endMs + SUBTITLE_MS).toSorted((a, b) => a.startMs - b.startMs);
    const { matched, words } = wordsInOrder(text, said.map((phrase) => phrase.text).join(' '));
    const fit = matched / Math.max(1, words);
    if (matched < LEAST_WORDS || fit < LEAST_RATIO) return [];
    const those = said.filter((phrase) => wordsInOrder(text, phrase.text ?? '').matched >= Math.min(2, matched));
    return [{
      kind: 'agreement', subject: text.slice(0, 200), startMs, endMs, fit, confidence: fit * Math.min(0.95, Math.max(written.confidence, meanConfidence(those))), evidence: [written, ...evenlySpread(those, 24)],
      shifts: [{ item: written, nats: WEIGHT.words * fit * meanConfidence(those) }, ...shifted(those, WEIGHT.words * fit * written.confidence)],
    }];
  });
}

const Spoken = z.object({ language: z.string() });

/** The language of the words on screen against the spoken one; another one is no contradiction, films are subtitled. */
export function languageOfText(heard: Heard): Claim[] {
  const texts = timeIndex(withWords(heard.of('text_overlay')));
  return heard.of('language_identification').flatMap((speech): Claim[] => {
    const language = Spoken.safeParse(speech.attributes).data?.language;
    const { startMs, endMs } = speech;
    const shown = texts(startMs, endMs);
    const written = languageOf([...new Set(shown.map(({ text }) => text))].join(' '));
    if (language === undefined || written === undefined) return [];
    const same = language === written;
    return [{
      kind: same ? 'agreement' : 'complement', subject: same ? language : `${written}/${language}`, startMs, endMs, fit: same ? 1 : 0, confidence: Math.min(speech.confidence, 0.8), evidence: [speech, ...evenlySpread(shown, 24)],
      shifts: same ? [{ item: speech, nats: WEIGHT.language * meanConfidence(shown) }] : [],
    }];
  });
}

/** Other words for things of COCO. */
const OTHER_NAMES: Readonly<Record<string, readonly string[]>> = {
  'cell phone': ['phone', 'smartphone', 'telephone', 'Handy', 'Telefon'], tv: ['television', 'screen', 'Fernseher'], couch: ['sofa', 'Couch'], car: ['Wagen'], motorcycle: ['motorbike'], bicycle: ['bike'], airplane: ['plane', 'aeroplane'],
  'potted plant': ['plant', 'Pflanze'], 'dining table': ['table', 'Tisch'], refrigerator: ['fridge'], 'wine glass': ['glass', 'Glas'], 'sports ball': ['ball'], laptop: ['notebook', 'computer'], truck: ['LKW', 'lorry'],
};
/** Names that mean other things as often. */
const AMBIGUOUS: ReadonlySet<string> = new Set(['orange', 'mouse', 'tie', 'Bank', 'Ball', 'kite', 'remote', 'person', 'Person']);
const NAMED_WITHIN_MS = 4000;

const namesOf = (label: string): string[] => [label, germanCocoNames[label] ?? label, ...OTHER_NAMES[label] ?? []].filter((name) => !AMBIGUOUS.has(name));

function namedClaim(thing: Stretch, words: readonly Observation[]): Claim[] {
  const [{ label = '' }] = thing.items;
  const named = words.filter(({ text = '' }) => namesOf(label).some((name) => names(text, name)));
  if (named.length === 0) return [];
  const items = thing.items;
  return [{
    kind: 'agreement', subject: label, startMs: thing.startMs, endMs: thing.endMs, fit: 1, confidence: Math.min(0.9, Math.max(meanConfidence(items), meanConfidence(named))), evidence: [...evenlySpread(named, 12), ...evenlySpread(items, 24)],
    shifts: [...shifted(items, WEIGHT.thing * meanConfidence(named)), ...shifted(evenlySpread(named, 12), WEIGHT.nameOfThing * meanConfidence(items))],
  }];
}

/** A thing or product that is seen while its name is said or written. */
export function thingNamed(heard: Heard): Claim[] {
  const words = timeIndex(withWords([...heard.of('speech_transcription'), ...heard.of('text_overlay')]));
  const things = [...heard.of('object_detection'), ...heard.of('product_detection').filter(({ attributes }) => attributes?.['evidence'] === 'thing')].filter(({ label = 'person' }) => label !== 'person');
  return stretchesOf(things).flatMap((thing) => namedClaim(thing, words(thing.startMs - NAMED_WITHIN_MS, thing.endMs + NAMED_WITHIN_MS)));
}

/** What makes a sound, as things of COCO; the words of the lite tier and those of AudioSet. */
const SOURCES: Readonly<Record<string, readonly string[]>> = {
  phone: ['cell phone'], alarm: ['clock', 'cell phone'], bell: ['clock', 'bicycle'], dog: ['dog'], bark: ['dog'], cat: ['cat'], meow: ['cat'], bird: ['bird'], horse: ['horse'], cow: ['cow'], sheep: ['sheep'],
  car: ['car'], vehicle: ['car', 'truck', 'bus', 'motorcycle'], motor_vehicle: ['car', 'truck', 'bus', 'motorcycle'], truck: ['truck'], bus: ['bus'], motorcycle: ['motorcycle'], train: ['train'], aircraft: ['airplane'], boat: ['boat'], microwave_oven: ['microwave'], hair_dryer: ['hair drier'], toilet_flush: ['toilet'], computer_keyboard: ['keyboard', 'laptop'], typing: ['keyboard', 'laptop'],
};
const SOURCE_WITHIN_MS = 4000;

/** A sound and a thing that makes such sounds, at about the same time. */
export function soundWithThing(heard: Heard): Claim[] {
  const things = timeIndex(heard.of('object_detection'));
  return heard.of('sound_effects').flatMap((sound): Claim[] => {
    const { startMs, endMs, label = '' } = sound;
    const makers = things(startMs - SOURCE_WITHIN_MS, endMs + SOURCE_WITHIN_MS).filter((thing) => SOURCES[label]?.includes(thing.label ?? '') ?? false);
    const [first] = makers;
    if (!first) return [];
    const during = makers.some((thing) => overlapMs(thing, sound) > 0 || (thing.startMs >= startMs && thing.startMs <= endMs));
    const fit = during ? 1 : 0.6;
    const those = evenlySpread(makers, 24);
    return [{
      kind: 'agreement', subject: first.label ?? '', startMs, endMs, fit, confidence: fit * Math.min(sound.confidence, Math.max(...makers.map(({ confidence }) => confidence))), evidence: [sound, ...those],
      shifts: [{ item: sound, nats: WEIGHT.sound * fit * meanConfidence(those) }, ...shifted(those, WEIGHT.sound * fit * sound.confidence)],
    }];
  });
}
