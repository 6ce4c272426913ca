/**
 * What speaks for and against that two shots belong to one scene, from what others found in them: the place (embeddings),
 * things and persons, talk and sound that go on over a cut. Whatever nobody found says nothing.
 */
import type { Observation } from '@aima/contract';
import { z } from 'zod';
import { compactFromBase64, cosine } from '../embedding/compact-embedding.ts';
import type { Sign, Span } from './scene-links.ts';

/** Whose findings are listened to, where they run. */
export const HEARD = ['image_embedding', 'object_detection', 'face_detection', 'speech_transcription', 'voice_activity', 'audio_environment'] as const;

/** Between which shots; how the later one of two neighbours begins. */
export interface HeardShot extends Span {
  beginsWith: 'start' | 'cut' | 'fade' | 'dissolve';
}

/** Log-odds, set by hand in their order of strength and tried on made films (tests/eval/meaning.ts). */
const WEIGHTS = { place: 6, mostPlace: 1.8, thing: 0.5, mostThings: 1, otherThings: -0.5, person: 0.8, talkOver: 0.8, talkEnds: -0.4, sameSound: 0.4, otherSound: -0.9, fade: -1.2, dissolve: -0.4 } as const;

/** Cosine of two embeddings that speaks neither for nor against. */
const NEUTRAL_COSINE = 0.6;
/** Speech counts as going on over a cut where it reaches so far to both sides. */
const TALK_REACH_MS = 300;
/** Silence around a cut between two speeches from which on the talk counts as ended. */
const TALK_PAUSE_MS = 2000;
/** A change of sound so near to a cut belongs to it; the lite tier tells sound by the second. */
const SOUND_NEAR_MS = 1100;
const FEWEST_SAMPLES = 2;
const MOST_IDS = 4;

const Embedding = z.object({ embedding: z.string(), space: z.string() });
const Named = z.object({ samePerson: z.string() });

interface Look {
  vector: Int8Array;
  space: string;
  id: string;
  /** Likeness of the least alike pictures within it. */
  least: number;
}

interface Known {
  looks: Look[];
  /** Ids by name, of what was seen often enough. */
  things: Map<string, string[]>;
  persons: Map<string, string[]>;
}

const inside = (shot: Span, { startMs }: Observation): boolean => startMs >= shot.startMs && startMs < shot.endMs;
const reachesInto = (shot: Span, { startMs, endMs }: Observation): boolean => startMs < shot.endMs && endMs >= shot.startMs;

function namedIn(shot: Span, found: readonly Observation[], nameOf: (item: Observation) => string | undefined): Map<string, string[]> {
  const named = new Map<string, string[]>();
  for (const item of found) {
    const name = inside(shot, item) ? nameOf(item) : undefined;
    if (name !== undefined) named.set(name, [...named.get(name) ?? [], item.id]);
  }
  return named;
}

function looksIn(shot: Span, found: readonly Observation[]): Look[] {
  return found.filter((item) => reachesInto(shot, item)).flatMap((item) => {
    const known = Embedding.safeParse(item.attributes ?? {}).data;
    return known ? [{ vector: compactFromBase64(known.embedding), space: known.space, id: item.id, least: item.confidence }] : [];
  });
}

function placeSign(a: readonly Look[], b: readonly Look[]): Sign[] {
  const pairs = a.flatMap((one) => b.filter(({ space }) => space === one.space).map((other) => (one.id === other.id ? { alike: one.least, ids: [one.id] } : { alike: cosine(one.vector, other.vector), ids: [one.id, other.id] })));
  const nearest = pairs.reduce<(typeof pairs)[number] | undefined>((best, pair) => (best && best.alike >= pair.alike ? best : pair), undefined);
  if (!nearest) return [];
  const weight = Math.max(-WEIGHTS.mostPlace, Math.min(WEIGHTS.mostPlace, WEIGHTS.place * (nearest.alike - NEUTRAL_COSINE)));
  return [{ kind: 'place', weight, basedOn: nearest.ids }];
}

function thingSigns(a: Known, b: Known): Sign[] {
  const idsOf = (names: readonly string[], pick: (of: Known) => Map<string, string[]>): string[] => names.flatMap((name) => [...(pick(a).get(name) ?? []).slice(0, 1), ...(pick(b).get(name) ?? []).slice(0, 1)]).slice(0, MOST_IDS);
  const signs: Sign[] = [];
  const shared = [...a.things.keys()].filter((name) => b.things.has(name));
  if (shared.length > 0) signs.push({ kind: 'things', weight: Math.min(WEIGHTS.mostThings, WEIGHTS.thing * shared.length), basedOn: idsOf(shared, ({ things }) => things) });
  else if (a.things.size > 0 && b.things.size > 0) signs.push({ kind: 'things', weight: WEIGHTS.otherThings, basedOn: [...[...a.things.values()].flat().slice(0, 2), ...[...b.things.values()].flat().slice(0, 2)] });
  const both = [...a.persons.keys()].filter((name) => b.persons.has(name));
  if (both.length > 0) signs.push({ kind: 'persons', weight: WEIGHTS.person, basedOn: idsOf(both, ({ persons }) => persons) });
  return signs;
}

function talkSign(atMs: number, speech: readonly Observation[]): Sign[] {
  const over = speech.find(({ startMs, endMs }) => startMs <= atMs - TALK_REACH_MS && endMs >= atMs + TALK_REACH_MS);
  if (over) return [{ kind: 'talk', weight: WEIGHTS.talkOver, basedOn: [over.id] }];
  const before = speech.findLast(({ endMs }) => endMs < atMs + TALK_REACH_MS);
  const after = speech.find(({ startMs }) => startMs > atMs - TALK_REACH_MS);
  return before && after && after.startMs - before.endMs >= TALK_PAUSE_MS ? [{ kind: 'talk', weight: WEIGHTS.talkEnds, basedOn: [before.id, after.id] }] : [];
}

/** Speech that pauses is no other place. */
const pausing = (a: string | undefined, b: string | undefined): boolean => [a, b].includes('quiet') && [a, b].includes('speech');

function soundSign(atMs: number, sounds: readonly Observation[]): Sign[] {
  const over = sounds.find(({ startMs, endMs }) => startMs < atMs - SOUND_NEAR_MS && endMs > atMs + SOUND_NEAR_MS);
  if (over) return over.label === 'quiet' ? [] : [{ kind: 'sound', weight: WEIGHTS.sameSound, basedOn: [over.id] }];
  const change = sounds.findIndex(({ startMs }, i) => i > 0 && Math.abs(startMs - atMs) <= SOUND_NEAR_MS);
  const [before, after] = [sounds[change - 1], sounds[change]];
  if (!before || !after || before.label === after.label || pausing(before.label, after.label)) return [];
  return [{ kind: 'sound', weight: WEIGHTS.otherSound, basedOn: [before.id, after.id] }];
}

/** @param heard findings by analyzer, each list in the order of time; empty for who did not run */
export function shotSigns(shots: readonly HeardShot[], heard: (analyzer: (typeof HEARD)[number]) => readonly Observation[]): (earlier: number, later: number) => Sign[] {
  const inTime = (items: readonly Observation[]): Observation[] => [...items].sort((a, b) => a.startMs - b.startMs);
  const [looks, objects, faces, phrases, voices, sounds] = HEARD.map((name) => inTime(heard(name)));
  const speech = phrases && phrases.length > 0 ? phrases : voices ?? [];
  const personOf = ({ attributes }: Observation): string | undefined => Named.safeParse(attributes ?? {}).data?.samePerson;
  const known = shots.map((shot): Known => ({
    looks: looksIn(shot, looks ?? []),
    things: new Map([...namedIn(shot, objects ?? [], ({ label }) => (label === 'person' ? undefined : label))].filter(([, ids]) => ids.length >= FEWEST_SAMPLES)),
    // Who is who is told apart within one analyzer only.
    persons: new Map([...namedIn(shot, faces ?? [], (item) => personOf(item)), ...[...namedIn(shot, objects ?? [], personOf)].map(([name, ids]) => [`body of ${name}`, ids] as const)]),
  }));
  return (earlier, later) => {
    const [a, b, atMs] = [known[earlier], known[later], shots[later]?.startMs ?? 0];
    if (!a || !b) return [];
    const kinds = shots.slice(earlier + 1, later + 1).map(({ beginsWith }) => beginsWith);
    const transition = kinds.includes('fade') ? WEIGHTS.fade : kinds.includes('dissolve') ? WEIGHTS.dissolve : 0;
    return [
      ...placeSign(a.looks, b.looks),
      ...thingSigns(a, b),
      ...(transition < 0 ? [{ kind: 'transition' as const, weight: transition, basedOn: [] }] : []),
      ...(later === earlier + 1 ? [...talkSign(atMs, speech), ...soundSign(atMs, sounds ?? [])] : []),
    ];
  };
}
