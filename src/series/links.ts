/** What joins and what divides two consecutive photos, each with the observations that it rests on. */
import type { SeriesLink } from '@aima/contract';
import type { PhotoTime } from './capture-time.ts';
import type { Placed } from './place-photos.ts';
import { colourDistance, type SeenInPhoto } from './seen-in-photo.ts';
import type { SeriesPhotoFacts } from './series-photo.ts';

export type LinkDraft = Omit<SeriesLink, 'id' | 'sentence'> & { appeared?: string[]; gone?: string[]; counts?: [number, number] };

export interface Linked {
  photos: readonly SeriesPhotoFacts[];
  times: readonly (PhotoTime | undefined)[];
  seen: readonly (SeenInPhoto | undefined)[];
  order: readonly Placed[];
  /** Normed: from 0.5 on two photos pass for one scene. */
  likeness(a: number, b: number): number | undefined;
  /** Likeness of the kind of place, where it is high enough to be told. */
  setting(a: number, b: number): number | undefined;
  /** Places (from 0) at which a sitting begins. */
  sittingBegins: ReadonlySet<number>;
}

const MOST_IDS = 20;
const MOST_ITEMS = 8;
/** Colours of clothing that pass for the same in another light. */
const SAME_COLOUR = 22;
const EARTH_METRES = 6_371_000;
/** GPS of phones is no better; and a place that was rounded names no house. */
const ROUNDED_METRES = 10;

/** Great circle by the haversine formula. */
function metresBetween(a: { latitude: number; longitude: number }, b: { latitude: number; longitude: number }): number {
  const radians = (degrees: number): number => (degrees * Math.PI) / 180;
  const half = Math.sin(radians(b.latitude - a.latitude) / 2) ** 2 + Math.cos(radians(a.latitude)) * Math.cos(radians(b.latitude)) * Math.sin(radians(b.longitude - a.longitude) / 2) ** 2;
  return 2 * EARTH_METRES * Math.asin(Math.sqrt(Math.min(1, half)));
}

/** Letters and digits alone: the same sign is read a little differently each time. */
const folded = (text: string): string => text.toLowerCase().normalize('NFD').replace(/[^\p{L}\p{N}]/gu, '');

function placeLinks({ photos, likeness, setting, seen }: Linked, a: number, b: number, ends: { from: number; to: number }): LinkDraft[] {
  const alike = likeness(a, b);
  const [here, there] = [photos[a]?.capture.place, photos[b]?.capture.place];
  const distance = here && there ? Math.round(metresBetween(here, there) / ROUNDED_METRES) * ROUNDED_METRES : undefined;
  const same = alike !== undefined && alike >= 0.5;
  const ids = [seen[a]?.embedding?.id, seen[b]?.embedding?.id].filter((id) => id !== undefined);
  const kindOfPlace = same ? undefined : setting(a, b);
  return [
    ...same || distance !== undefined ? [{
      ...ends, kind: 'place', basedOn: same ? ids : [], confidence: distance !== undefined ? 0.85 : Math.min(0.9, alike ?? 0),
      ...(same ? { likeness: Math.round(alike * 100) / 100 } : {}), ...(distance === undefined ? {} : { distanceMetres: distance }),
    } as const] : [],
    ...kindOfPlace === undefined ? [] : [{ ...ends, kind: 'setting', basedOn: ids, confidence: Math.min(0.7, kindOfPlace * 0.8), likeness: Math.round(kindOfPlace * 100) / 100 } as const],
  ];
}

function thingLinks(before: SeenInPhoto, after: SeenInPhoto, ends: { from: number; to: number }): LinkDraft[] {
  const [one, other] = [before.things, after.things];
  const shared = [...one.keys()].filter((label) => other.has(label)).slice(0, MOST_ITEMS);
  const gone = [...one.keys()].filter((label) => !other.has(label)).slice(0, MOST_ITEMS);
  const appeared = [...other.keys()].filter((label) => !one.has(label)).slice(0, MOST_ITEMS);
  const idsOf = (map: SeenInPhoto['things'], labels: readonly string[]): string[] => labels.flatMap((label) => map.get(label)?.ids ?? []);
  const leastOf = (map: SeenInPhoto['things'], labels: readonly string[]): number => Math.min(...labels.map((label) => map.get(label)?.confidence ?? 0));
  const links: LinkDraft[] = [];
  if (shared.length > 0) links.push({ ...ends, kind: 'object', items: shared, basedOn: [...idsOf(one, shared), ...idsOf(other, shared)].slice(0, MOST_IDS), confidence: Math.min(leastOf(one, shared), leastOf(other, shared)) });
  if (gone.length + appeared.length > 0) {
    // That something is not found is weaker than that it is.
    const confidence = 0.7 * Math.min(leastOf(one, gone), leastOf(other, appeared), 1);
    links.push({ ...ends, kind: 'change', items: [...appeared, ...gone], appeared, gone, basedOn: [...idsOf(other, appeared), ...idsOf(one, gone)].slice(0, MOST_IDS), confidence });
  }
  return links;
}

/** How many people, never which: faces are not compared. */
function peopleLinks(before: SeenInPhoto, after: SeenInPhoto, sameSitting: boolean, ends: { from: number; to: number }): LinkDraft[] {
  const [one, other] = [before.people, after.people];
  if (!one && !other) return [];
  const counts: [number, number] = [one?.count ?? 0, other?.count ?? 0];
  const links: LinkDraft[] = [{
    ...ends, kind: 'people', counts, basedOn: [...one?.ids ?? [], ...other?.ids ?? []].slice(0, MOST_IDS),
    confidence: one && other ? Math.min(one.confidence, other.confidence) : 0.7 * (one ?? other ?? { confidence: 0 }).confidence,
  }];
  const pairs = before.clothing.flatMap((a) => after.clothing.map((b) => ({ a, b, far: colourDistance(a.colour, b.colour) }))).filter(({ far }) => far <= SAME_COLOUR).sort((x, y) => x.far - y.far);
  const [best] = pairs;
  if (best && sameSitting) links.push({ ...ends, kind: 'clothing', basedOn: [best.a.id, best.b.id], confidence: Math.round((0.5 - best.far / 100) * 100) / 100 });
  return links;
}

function textLinks(before: SeenInPhoto, after: SeenInPhoto, ends: { from: number; to: number }): LinkDraft[] {
  const shared = before.texts.flatMap((one) => {
    const again = after.texts.find(({ text }) => folded(text) === folded(one.text));
    return again ? [{ text: one.text, ids: [one.id, again.id], confidence: Math.min(one.confidence, again.confidence) }] : [];
  }).slice(0, MOST_ITEMS);
  const fresh = after.texts.filter(({ text }) => !before.texts.some((one) => folded(one.text) === folded(text))).slice(0, MOST_ITEMS);
  return [
    ...shared.length > 0 ? [{ ...ends, kind: 'text', items: shared.map(({ text }) => text), basedOn: shared.flatMap(({ ids }) => ids).slice(0, MOST_IDS), confidence: Math.min(...shared.map(({ confidence }) => confidence)) } as const] : [],
    ...fresh.length > 0 ? [{ ...ends, kind: 'change', items: fresh.map(({ text }) => text), appeared: fresh.map(({ text }) => `“${text}”`), basedOn: fresh.map(({ id }) => id), confidence: 0.7 * Math.min(...fresh.map(({ confidence }) => confidence)) } as const] : [],
  ];
}

export function findLinks(linked: Linked): LinkDraft[] {
  const { order, photos, times, seen, sittingBegins } = linked;
  return order.slice(1).flatMap(({ photo: b }, i): LinkDraft[] => {
    const a = order[i]?.photo ?? 0;
    const ends = { from: i + 1, to: i + 2 };
    const [from, to] = [times[a], times[b]];
    const gap: LinkDraft[] = from && to ? [{ ...ends, kind: 'time', gapSeconds: Math.max(0, Math.round((to.ms - from.ms) / 100) / 10), basedOn: [], confidence: Math.min(from.confidence, to.confidence) }] : [];
    if (photos[a]?.held === true || photos[b]?.held === true) return [...gap, { ...ends, kind: 'withheld', basedOn: [], confidence: 1 }];
    const [before, after] = [seen[a], seen[b]];
    const both = before && after ? [...thingLinks(before, after, ends), ...peopleLinks(before, after, !sittingBegins.has(i + 1), ends), ...textLinks(before, after, ends)] : [];
    return [...gap, ...placeLinks(linked, a, b, ends), ...both];
  });
}
