/** From photos and what was found in them to the document of the series. Pure: the same input gives the same document. */
import {
  SERIES_SCHEMA_VERSION, type CoherenceFinding, type DuplicateSet, type Language, type Observation, type PlacedBy, type RejectedFile, type SeriesDocument, type SeriesGroup, type SeriesLink,
  type SeriesPhoto, type StoryBeat,
} from '@aima/contract';
import { captureTimes, type PhotoTime } from './capture-time.ts';
import { alignClocks } from './clock-difference.ts';
import { checkCoherence, lowered } from './coherence.ts';
import type { Doubt } from './doubt.ts';
import { findDuplicates, type Duplicates } from './duplicates.ts';
import { findLinks, type LinkDraft } from './links.ts';
import { placePhotos, plainDistance, type Placed } from './place-photos.ts';
import { embeddingLikeness, seenInPhoto, type SeenInPhoto } from './seen-in-photo.ts';
import { beatSentence, cautions, coherenceSentence, duplicateSentence, groupSentence, linkSentence, orderSentence, placedSentence, seenWords } from './sentences.ts';
import type { SeriesPhotoFacts } from './series-photo.ts';
import { findGroups, type Group } from './sittings.ts';
import { storyBeats, type BeatDraft } from './story.ts';

/**
 * Cosine of embeddings from which on two pictures may show one place (docs/ACCURACY.md, image_embedding). It also holds for
 * two streets of one town, so their colours and layout have to agree as well: of 46 photos and stills, those of one place
 * and camera position agreed from 0.73 on, others up to 0.71. Without embeddings colours and layout have to agree more.
 */
const SAME_BY_EMBEDDING = 0.63;
const SAME_BY_LOOK = { withEmbedding: 0.74, alone: 0.78 } as const;
/** Cosine from which on two pictures pass for the same kind of place: two streets, two rooms. */
const ALIKE_SETTING = 0.78;

export interface SeriesInput {
  photos: readonly SeriesPhotoFacts[];
  /** Of each photo that was analysed; nothing of held ones. */
  observations: readonly (readonly Observation[] | undefined)[];
  /** Small pictures, RGB24 [64, 64, 3], where a photo may be looked at. */
  pixels: readonly (Uint8Array | undefined)[];
  skipped: SeriesDocument['skipped'];
  rejected: readonly RejectedFile[];
  language: Language;
  placesRead: boolean;
  nowMs: number;
  seconds: number;
}

const round = (value: number): number => Math.round(value * 1000) / 1000;
/** Likeness with the threshold at one half, so that both kinds can stand side by side. */
const normed = (value: number, from: number): number => Math.min(1, Math.max(0, value < from ? 0.5 * value / from : 0.5 + 0.5 * (value - from) / (1 - from)));

function comparing(photos: readonly SeriesPhotoFacts[], seen: readonly (SeenInPhoto | undefined)[]) {
  const plain = plainDistance(photos);
  const bothLooked = (a: number, b: number): boolean => photos[a]?.look !== undefined && photos[b]?.look !== undefined;
  return {
    likeness(a: number, b: number): number | undefined {
      if (!bothLooked(a, b)) return undefined;
      const embedded = embeddingLikeness(seen[a], seen[b]);
      if (embedded === undefined) return normed(1 - plain(a, b), SAME_BY_LOOK.alone);
      return Math.min(normed(embedded, SAME_BY_EMBEDDING), normed(1 - plain(a, b), SAME_BY_LOOK.withEmbedding));
    },
    setting(a: number, b: number): number | undefined {
      const embedded = embeddingLikeness(seen[a], seen[b]);
      return embedded !== undefined && embedded >= ALIKE_SETTING ? embedded : undefined;
    },
    distance(a: number, b: number): number | undefined {
      if (!bothLooked(a, b)) return undefined;
      const embedded = embeddingLikeness(seen[a], seen[b]);
      // Within a scene embeddings differ by chance; between scenes they tell more than colours do.
      const apart = embedded === undefined ? 0 : Math.max(0, SAME_BY_EMBEDDING - embedded) / SAME_BY_EMBEDDING;
      return 0.7 * plain(a, b) + 0.3 * Math.min(1, apart);
    },
  };
}

/** What the order rests on as a whole: the weakest kind that places more than a tenth of the photos, or that any is lost to. */
function methodOf(order: readonly Placed[]): PlacedBy {
  const strongest: PlacedBy[] = ['exif_time', 'name_time', 'copy', 'name_counter', 'name_date', 'look', 'none'];
  const share = (by: PlacedBy): number => order.filter((each) => each.by === by).length / order.length;
  return strongest.findLast((by) => share(by) > 0.1) ?? 'none';
}

function photoEntries(input: SeriesInput, order: readonly Placed[], times: readonly (PhotoTime | undefined)[], unset: readonly (number | undefined)[]): SeriesPhoto[] {
  return order.flatMap(({ photo, by, confidence, beside }, place): SeriesPhoto[] => {
    const facts = input.photos[photo];
    if (!facts) return [];
    const time = times[photo];
    const takenAt = by === 'exif_time' || by === 'name_time' ? time?.shown : undefined;
    const besideName = beside === undefined ? undefined : input.photos[beside]?.fileName;
    const correctionSeconds = time && time.correctionMs !== 0 ? Math.round(time.correctionMs / 1000) : undefined;
    const reason = placedSentence({
      by, confidence, language: input.language, unset: unset[photo] !== undefined, saved: time?.source === 'saved', ...(takenAt === undefined ? {} : { takenAt }), ...(besideName === undefined ? {} : { beside: besideName }),
      ...(correctionSeconds === undefined ? {} : { correctionSeconds }),
    });
    return [{
      position: place + 1, mediaId: facts.mediaId, fileName: facts.fileName, sha256: facts.sha256, width: facts.width, height: facts.height, placedBy: by, confidence: round(confidence), reason,
      ...(time === undefined ? {} : { takenAt: time.shown }), ...(correctionSeconds === undefined ? {} : { clockCorrectionSeconds: correctionSeconds }),
      ...(facts.capture.camera === undefined ? {} : { camera: facts.capture.camera }), ...(facts.held ? { held: true as const } : {}),
    }];
  });
}

function groupEntries(groups: readonly Group[], language: Language): SeriesGroup[] {
  return groups.map(({ kind, places, confidence }, i) => ({
    id: `g-${i + 1}`, kind, positions: places.map((place) => place + 1), confidence: round(confidence), sentence: groupSentence(kind, (places[0] ?? 0) + 1, (places.at(-1) ?? 0) + 1, language),
  }));
}

function duplicateEntries(sets: readonly Duplicates[], positionOf: (photo: number) => number, language: Language): DuplicateSet[] {
  return sets.map(({ kind, photos, best, hashBits, confidence }, i) => {
    const positions = photos.map(positionOf).sort((a, b) => a - b);
    return { id: `d-${i + 1}`, kind, best: positionOf(best), positions, confidence: round(confidence), ...(hashBits === undefined ? {} : { hashBits }), sentence: duplicateSentence(kind, positions, positionOf(best), language) };
  });
}

function linkEntries(links: readonly LinkDraft[], language: Language): SeriesLink[] {
  return links.map((link, i) => {
    const { appeared: _appeared, gone: _gone, counts: _counts, ...kept } = link;
    return { ...kept, id: `l-${i + 1}`, confidence: round(link.confidence), sentence: linkSentence(link, language) };
  });
}

function coherenceEntries(doubts: readonly Doubt[], positionOf: (photo: number) => number, language: Language): CoherenceFinding[] {
  return doubts.map(({ kind, weight, photos, confidence, values }, i) => {
    const positions = photos.map(positionOf).sort((a, b) => a - b);
    return { id: `c-${i + 1}`, kind, weight, positions, confidence: round(confidence), sentence: coherenceSentence(kind, positions, values, language) };
  });
}

function beatEntries(beats: readonly BeatDraft[], links: readonly LinkDraft[], language: Language): StoryBeat[] {
  const into = (beat: BeatDraft): LinkDraft[] => beat.links.flatMap((link) => links[link]?.to === beat.positions[0] ? links[link] ?? [] : []);
  return beats.map((beat) => ({
    ...beat, links: beat.links.map((link) => `l-${link + 1}`), sentence: beatSentence(beat, into(beat), language),
    seen: beat.seen.map(({ label, count, basedOn, confidence }) => ({ what: seenWords(label, count, language), basedOn, confidence: round(confidence) })),
  }));
}

function summaryText(document: Pick<SeriesDocument, 'photos' | 'order' | 'groups' | 'duplicates' | 'coherence'>, language: Language): string {
  const { photos, order, groups, duplicates, coherence } = document;
  const german = language === 'de';
  const count = (n: number, one: string, many: string): string => `${n} ${n === 1 ? one : many}`;
  const of = (kind: SeriesGroup['kind']): number => groups.filter((group) => group.kind === kind).length;
  if (photos.length === 0) return german ? 'Keine Fotos.' : 'No photos.';
  const sittings = of('sitting') === 0 ? '' : german ? ` in ${count(of('sitting'), 'Aufnahmefolge', 'Aufnahmefolgen')}` : ` in ${count(of('sitting'), 'sitting', 'sittings')}`;
  const lines = [`${german ? count(photos.length, 'Foto', 'Fotos') : count(photos.length, 'photo', 'photos')}${sittings}.`];
  if (photos.length > 1) lines.push(order.sentence);
  if (of('burst') > 0) lines.push(german ? `${count(of('burst'), 'Serienaufnahme', 'Serienaufnahmen')}.` : `${count(of('burst'), 'burst', 'bursts')}.`);
  if (duplicates.length > 0) lines.push(german ? `${count(duplicates.length, 'Gruppe', 'Gruppen')} gleicher oder fast gleicher Bilder.` : `${count(duplicates.length, 'set', 'sets')} of the same or nearly the same pictures.`);
  const contradictions = coherence.filter(({ weight }) => weight === 'contradiction').length;
  if (contradictions > 0) lines.push(german ? `${count(contradictions, 'Widerspruch', 'Widersprüche')} in Zeiten, Namen oder Licht.` : `${count(contradictions, 'contradiction', 'contradictions')} in times, names or light.`);
  return lines.join(' ');
}

/** All of it is computed from what is at hand: without observations the links and the story say less. */
export function buildSeries(input: SeriesInput): SeriesDocument {
  const { photos, language } = input;
  const seen = photos.map(({ held }, i) => { const found = input.observations[i]; return held || !found ? undefined : seenInPhoto(found, input.pixels[i]); });
  const { likeness, setting, distance } = comparing(photos, seen);
  const clocks = captureTimes(photos, input.nowMs);
  const aligned = alignClocks(photos, clocks.times);
  const sets = findDuplicates(photos);
  const placed = placePhotos({ photos, times: aligned.times, unsetClock: clocks.unsetClock, duplicates: sets, distance });
  const doubts = checkCoherence({ photos, times: aligned.times, placed, duplicates: sets, distance }, [...clocks.doubts, ...aligned.doubts]);
  const order = lowered(placed, doubts);
  const positions = new Map(order.map(({ photo }, place) => [photo, place + 1]));
  const positionOf = (photo: number): number => positions.get(photo) ?? 1;

  const found = findGroups({ order, photos, times: aligned.times, likeness, sameFrom: 0.5 });
  const begins = new Set(found.filter(({ kind }) => kind === 'sitting').map(({ places }) => places[0] ?? 0));
  const links = findLinks({ photos, times: aligned.times, seen, order, likeness, setting, sittingBegins: begins });
  const method = methodOf(order);
  const confidence = order.length === 0 ? 0 : round(order.reduce((sum, each) => sum + each.confidence, 0) / order.length);
  const contradictions = doubts.filter(({ weight }) => weight === 'contradiction').length;
  const heldCount = photos.filter(({ held }) => held).length;
  const parts = {
    photos: photoEntries(input, order, aligned.times, clocks.unsetClock),
    order: {
      method, confidence, directionKnown: placed.directionKnown, coherent: contradictions === 0 && placed.directionKnown && method !== 'look' && method !== 'none',
      sentence: orderSentence(method, confidence, placed.directionKnown, language),
    },
    groups: groupEntries(found, language), duplicates: duplicateEntries(sets, positionOf, language), coherence: coherenceEntries(doubts, positionOf, language),
  };
  const analysedCount = seen.filter((each) => each !== undefined).length;
  const guessed = order.filter(({ by }) => by === 'look' || by === 'none').length;
  return {
    schemaVersion: SERIES_SCHEMA_VERSION, createdAt: new Date(input.nowMs).toISOString(), language, ...parts, links: linkEntries(links, language),
    story: {
      language, beats: beatEntries(storyBeats({ order, times: aligned.times, seen, groups: found, links }), links, language),
      cautions: photos.length === 0 ? [] : cautions({ directionKnown: placed.directionKnown, guessed, contradictions, held: heldCount, unanalysed: photos.length - analysedCount - heldCount }, language),
    },
    skipped: input.skipped, rejected: [...input.rejected],
    summary: { text: summaryText(parts, language), photoCount: photos.length, analysedCount, heldCount, placesRead: input.placesRead, seconds: input.seconds },
  };
}
