/** Where analyzers of people speak of the same person: face, body, person; ages along a person; expression and tone of voice. */
import type { Observation } from '@aima/contract';
import { z } from 'zod';
import { evenlySpread } from '../evenly-spread.ts';
import { type Claim, type Heard, meanConfidence, shifted } from './claim.ts';
import { type Stretch, stretchesOf, timeIndex } from './time-index.ts';

/** Log odds at most; own judgement, not fitted: a second detector on the same picture is worth a factor of two to three. */
const WEIGHT = { faceAndPerson: 0.9, faceAlone: -0.7, personAlone: -0.5, agesMeet: 0.3, agesApart: -0.8, networksApart: -0.5, tone: 0.25 } as const;

/** Looks of one moment are taken on the same frame; sampling may differ by so much. */
const SAME_MOMENT_MS = 300;
/** A single look is often a mistake; photos have no second one. */
const LEAST_LOOKS = 2;

/** A face lies in the upper part of its body and is not wider than it. */
function isFaceOf(face: Observation, person: Observation): boolean {
  const [f, p] = [face.box, person.box];
  if (!f || !p || Math.abs(face.startMs - person.startMs) > SAME_MOMENT_MS) return false;
  const [x, y] = [f.x + f.w / 2, f.y + f.h / 2];
  return x >= p.x && x <= p.x + p.w && y >= p.y && y <= p.y + 0.6 * p.h && f.w <= 1.15 * p.w;
}

/** Heights of the face that the picture shows below the chin where a body would be, and the least and largest face to ask of. */
const BODY_BELOW = 2;
const ROOMY = { least: 0.05, most: 0.28 } as const;

/** True where the place of the body is in the picture and nobody else stands before it: in a group bodies hide each other. */
function bodyWouldShow(face: Observation, others: readonly Observation[]): boolean {
  const { box, startMs } = face;
  if (!box || box.h < ROOMY.least || box.h > ROOMY.most || box.y + box.h * (1 + BODY_BELOW) > 1) return false;
  const place = { left: box.x - box.w / 2, right: box.x + 1.5 * box.w, top: box.y + box.h, bottom: box.y + box.h * (1 + BODY_BELOW) };
  return !others.some(({ id, box: other, startMs: atMs }) =>
    other !== undefined && id !== face.id && Math.abs(atMs - startMs) <= SAME_MOMENT_MS && other.x < place.right && other.x + other.w > place.left && other.y < place.bottom && other.y + other.h > place.top);
}

function faceClaim(face: Stretch, persons: readonly Stretch[], faces: readonly Observation[], heard: Heard): Claim[] {
  const { startMs, endMs } = face;
  const bodies = persons.flatMap(({ items }) => items);
  const matched = face.items.map((item) => ({ item, of: bodies.filter((body) => isFaceOf(item, body)) }));
  const found = matched.filter(({ of }) => of.length > 0);
  const fit = found.length / matched.length;
  if (fit >= 0.5) {
    const seen = found.map(({ item }) => item);
    const those = [...new Set(found.flatMap(({ of }) => of))];
    const shifts = [...shifted(seen, WEIGHT.faceAndPerson * fit * meanConfidence(those)), ...shifted(those, WEIGHT.faceAndPerson * fit * meanConfidence(seen))];
    return [{ kind: 'agreement', startMs, endMs, fit, confidence: fit * Math.max(meanConfidence(seen), meanConfidence(those)), evidence: [...evenlySpread(seen, 12), ...evenlySpread(those, 24)], shifts }];
  }
  const roomy = face.items.filter((item) => bodyWouldShow(item, [...bodies, ...faces]));
  const enough = heard.kind === 'image' || roomy.length >= LEAST_LOOKS;
  if (fit > 0 || !enough || roomy.length < face.items.length / 2 || !heard.ran('object_detection')) return [];
  return [{ kind: 'contradiction', startMs, endMs, fit: 0, confidence: 0.5, evidence: evenlySpread(roomy, 24), shifts: shifted(roomy, WEIGHT.faceAlone) }];
}

const isPerson = ({ label }: Observation): boolean => label === 'person';

/** A face and the body it belongs to; a face where the picture shows that there is no body: a poster, a screen, or a mistake. */
export function faceWithPerson(heard: Heard): Claim[] {
  const persons = timeIndex(stretchesOf([...heard.of('object_detection').filter(isPerson), ...heard.of('body_pose')]));
  const faces = timeIndex(heard.of('face_detection'));
  return stretchesOf(heard.of('face_detection')).flatMap((face) => {
    const [from, to] = [face.startMs - SAME_MOMENT_MS, face.endMs + SAME_MOMENT_MS];
    return faceClaim(face, persons(from, to), faces(from, to), heard);
  });
}

/** A person whose legs and head would be in the picture, and looks at it without a body point or a face. */
const WHOLE = { least: 0.35, most: 0.95 } as const;
const LOOKS_WITHOUT = 5;
/** body_pose looks at so many people of a moment. */
const MOST_POSED = 6;

const isWhole = ({ box }: Observation): boolean => box !== undefined && box.h >= WHOLE.least && box.h <= WHOLE.most && box.x > 0.01 && box.x + box.w < 0.99;

/** A person that neither the pose network nor the face detector sees in any of several looks. */
export function personWithBody(heard: Heard): Claim[] {
  const persons = heard.of('object_detection').filter(isPerson);
  const [poses, faces, all] = [heard.of('body_pose'), heard.of('face_detection'), persons].map((items) => timeIndex(items));
  if (!poses || !faces || !all) return [];
  return stretchesOf(persons).flatMap((person): Claim[] => {
    const { startMs, endMs, items } = person;
    const posed = poses(startMs, endMs).filter(({ trackId }) => trackId === items[0].trackId);
    if (posed.length > 0) {
      const fit = Math.min(1, posed.length / items.length);
      const times = new Set(posed.map((pose) => pose.startMs));
      const same = items.filter((item) => times.has(item.startMs));
      return same.length === 0 ? [] : [{ kind: 'agreement', startMs, endMs, fit, confidence: meanConfidence(posed), evidence: [...evenlySpread(same, 12), ...evenlySpread(posed, 12)], shifts: shifted(same, WEIGHT.faceAndPerson * meanConfidence(posed)) }];
    }
    const whole = items.filter(isWhole);
    const crowded = items.some((item) => all(item.startMs, item.startMs).length > MOST_POSED);
    const faced = faces(startMs, endMs).some((face) => items.some((item) => isFaceOf(face, item)));
    if (whole.length < LOOKS_WITHOUT || crowded || faced || !heard.ran('body_pose')) return [];
    return [{ kind: 'contradiction', startMs, endMs, fit: 0, confidence: 0.4, evidence: evenlySpread(whole, 24), shifts: shifted(whole, WEIGHT.personAlone) }];
  });
}

const Years = z.object({ fromYears: z.number(), toYears: z.number(), disagreementYears: z.number().default(0) });
const Same = z.object({ samePerson: z.string() });
/** Years by which the two networks of a track may differ. */
const NETWORKS_APART = 15;

function agePair(a: Observation, b: Observation): Claim[] {
  const [p, q] = [Years.safeParse(a.attributes).data, Years.safeParse(b.attributes).data];
  if (!p || !q) return [];
  const shared = Math.min(p.toYears, q.toYears) - Math.max(p.fromYears, q.fromYears);
  const fit = Math.max(0, shared) / Math.max(1, Math.min(p.toYears - p.fromYears, q.toYears - q.fromYears));
  const apart = shared < 0;
  if (!apart && fit < 0.5) return [];
  const nats = apart ? WEIGHT.agesApart : WEIGHT.agesMeet * fit;
  return [{ kind: apart ? 'contradiction' : 'agreement', startMs: a.startMs, endMs: Math.max(a.endMs, b.endMs), fit: apart ? 0 : fit, confidence: Math.min(a.confidence, b.confidence), evidence: [a, b], shifts: shifted([a, b], nats), variant: 'between_tracks' }];
}

/** Apparent ages of tracks that show one person, each with the next; and the two networks within one track. */
export function agesOfPerson(heard: Heard): Claim[] {
  const personOf = new Map(heard.of('face_detection').flatMap(({ trackId, attributes }) => {
    const same = Same.safeParse(attributes).data?.samePerson;
    return trackId === undefined || same === undefined ? [] : [[trackId, same] as const];
  }));
  const last = new Map<string, Observation>();
  return heard.of('age_estimation').filter(({ label }) => label === 'apparent_age').toSorted((a, b) => a.startMs - b.startMs).flatMap((age): Claim[] => {
    const { startMs, endMs, confidence, trackId } = age;
    const apart = (Years.safeParse(age.attributes).data?.disagreementYears ?? 0) >= NETWORKS_APART;
    const within: Claim[] = apart ? [{ kind: 'contradiction', startMs, endMs, fit: 0, confidence, evidence: [age], shifts: shifted([age], WEIGHT.networksApart), variant: 'within_track' }] : [];
    const person = trackId === undefined ? undefined : personOf.get(trackId);
    if (person === undefined) return within;
    const before = last.get(person);
    last.set(person, age);
    return [...within, ...(before ? agePair(before, age) : [])];
  });
}

const LIVELY: ReadonlySet<string> = new Set(['livelier', 'happy', 'angry', 'fear', 'surprise', 'disgust']);
const CALM: ReadonlySet<string> = new Set(['calmer', 'neutral', 'sad']);
/** Least share of the speech for which the one face shows that expression. */
const LEAST_SHARE = 0.5;

/** Tone of voice and expression, where one face alone is to be seen; both are uncertain, so little shifts. */
export function toneWithExpression(heard: Heard): Claim[] {
  const faces = timeIndex(heard.of('emotion_detection'));
  return heard.of('speech_emotion').flatMap((voice): Claim[] => {
    const { startMs, endMs, label = '' } = voice;
    const seen = faces(startMs, endMs);
    const clear = seen.filter((face) => (face.label ?? '') !== 'not_determinable' && Math.min(face.endMs, endMs) - Math.max(face.startMs, startMs) >= LEAST_SHARE * (endMs - startMs));
    const [face] = clear;
    if (!face || new Set(seen.map(({ trackId }) => trackId)).size > 1) return [];
    const shown = face.label ?? '';
    const alike = label === shown || (LIVELY.has(label) && LIVELY.has(shown)) || (CALM.has(label) && CALM.has(shown));
    const known = (word: string): boolean => LIVELY.has(word) || CALM.has(word);
    if (!known(label) || !known(shown)) return [];
    const nats = WEIGHT.tone * (alike ? 1 : -1);
    return [{ kind: alike ? 'agreement' : 'contradiction', startMs, endMs, fit: alike ? 1 : 0, confidence: Math.min(voice.confidence, face.confidence), evidence: [voice, face], shifts: [{ item: voice, nats: nats * face.confidence }, { item: face, nats: nats * voice.confidence }] }];
  });
}
