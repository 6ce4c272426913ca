/**
 * How people hold themselves, per person and stretch of time: arms open or closed before the body, leaning to a side,
 * turned to the camera, to a side, away or to each other, much or no movement of the joints. Estimates by rule from key
 * points and the turn of faces, always uncertain; what a bearing means, and how somebody feels, is not told.
 */
import type { Language } from '@aima/contract';
import { certaintyWords, clockTime, defineAnalyzer, FindingFields } from '@aima/sdk';
import { z } from 'zod';
import { joinedSamples } from './lib/bodies/joined-samples.ts';
import { figureOf, type Figure } from './lib/body-language/body-figure.ts';
import { facingEachOther, SIGNS, signsOf, type ShownSign, type Sign } from './lib/body-language/body-signs.ts';
import { unrestOf } from './lib/body-language/restlessness.ts';
import { namedOf } from './lib/gestures/named-evidence.ts';
import { round } from './lib/rounding.ts';

const Bearing = z.object({
  ...FindingFields,
  label: z.enum(SIGNS),
  endMs: z.int().nonnegative(),
  /** The person's, as in body_pose. */
  trackId: z.string(),
  /** Of leaning: from the vertical of the picture; of orientation: by how much the face is turned from the camera. */
  degrees: z.int().nonnegative().optional(),
  /** Of two who face each other: the other one. */
  otherTrackId: z.string().optional(),
  /** Of `restless` and `still`: mean way of the joints against the body, in widths of the shoulders per second. */
  movementPerSecond: z.number().nonnegative().optional(),
  samples: z.int().positive(),
  basedOn: z.array(z.string()).min(1),
});
type Bearing = z.infer<typeof Bearing>;

/** Ways of the joints from which on somebody moves a lot, and up to which hardly at all; widths of the shoulders per second. */
const RESTLESS = 0.45;
const STILL = 0.06;
/** Two samples a second see little of quick movements. */
const UNREST_CERTAIN = 0.6;

const WORDS: Readonly<Record<Sign, Readonly<Record<Language, string>>>> = {
  arms_open: { en: 'A person holds both arms away from the body', de: 'Eine Person hält beide Arme vom Körper weg' },
  arms_closed: { en: 'A person holds both arms before the body', de: 'Eine Person hält beide Arme vor dem Körper' },
  leaning_left: { en: 'A person leans to the left of the picture', de: 'Eine Person neigt sich zur linken Bildseite' },
  leaning_right: { en: 'A person leans to the right of the picture', de: 'Eine Person neigt sich zur rechten Bildseite' },
  facing_camera: { en: 'A person is turned to the camera', de: 'Eine Person ist der Kamera zugewandt' },
  turned_left: { en: 'A person is turned to the left of the picture', de: 'Eine Person ist zur linken Bildseite gewandt' },
  turned_right: { en: 'A person is turned to the right of the picture', de: 'Eine Person ist zur rechten Bildseite gewandt' },
  turned_away: { en: 'A person is seen from behind', de: 'Eine Person ist von hinten zu sehen' },
  facing_each_other: { en: 'Two people are turned to each other', de: 'Zwei Personen sind einander zugewandt' },
  restless: { en: 'A person moves arms, head or legs a lot', de: 'Eine Person bewegt Arme, Kopf oder Beine viel' },
  still: { en: 'A person hardly moves', de: 'Eine Person bewegt sich kaum' },
};

function ofStretch(group: readonly ShownSign[]): Bearing[] {
  const [first, last] = [group[0], group.at(-1)];
  if (!first || !last) return [];
  const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
  const degrees = group.flatMap((each) => each.degrees ?? []);
  const step = Math.max(1, Math.ceil(group.length / 16));
  return [{
    label: first.label, trackId: first.trackId, startMs: first.seen.startMs, endMs: last.seen.endMs, samples: group.length, confidence: round(mean(group.map(({ confidence }) => confidence)), 3),
    ...(degrees.length > 0 ? { degrees: Math.round(mean(degrees)) } : {}), ...(first.otherTrackId === undefined ? {} : { otherTrackId: first.otherTrackId }),
    basedOn: [...new Set(group.filter((_, i) => i % step === 0).flatMap(({ basedOn }) => basedOn))],
  }];
}

function unrest(figures: readonly Figure[]): Bearing[] {
  const tracks = new Map<string, Figure[]>();
  for (const figure of figures) tracks.set(figure.trackId, [...(tracks.get(figure.trackId) ?? []), figure]);
  return [...tracks].flatMap(([trackId, ofTrack]) => unrestOf(ofTrack).flatMap(({ startMs, endMs, movementPerSecond, steps, figures: shown }): Bearing[] => {
    const label = movementPerSecond >= RESTLESS ? 'restless' : movementPerSecond <= STILL ? 'still' : undefined;
    if (label === undefined) return [];
    const confidence = UNREST_CERTAIN * Math.min(1, 0.5 + steps / 20);
    return [{ label, trackId, startMs, endMs, movementPerSecond: round(movementPerSecond, 3), samples: shown.length, confidence: round(confidence, 3), basedOn: namedOf(shown.map(({ seen }) => seen)) }];
  }));
}

const sentence = ({ label, startMs, endMs, confidence }: Bearing, language: Language): string => {
  const time = endMs > startMs ? `, ${clockTime(startMs)} ${language === 'de' ? 'bis' : 'to'} ${clockTime(endMs)}` : '';
  return `${WORDS[label][language]}${time}, ${certaintyWords(confidence, language)}.`;
};

export const bodyLanguage = defineAnalyzer({
  name: 'body_language',
  version: 1,
  method: 'rule',
  reads: { after: ['body_pose'], hears: ['face_detection'] },
  parameters: z.object({
    /** Samples that must show a bearing in films. */
    minSamples: z.int().min(1).default(2),
    /** Longest time between two samples of one stretch. */
    maxGapMs: z.int().positive().default(1300),
  }),
  finding: Bearing,
  sentence: { en: (finding) => sentence(finding, 'en'), de: (finding) => sentence(finding, 'de') },

  open: ({ parameters, medium, emit, upstream }) => ({
    finish() {
      const isPhoto = medium.kind === 'image';
      const aspect = medium.width > 0 && medium.height > 0 ? medium.width / medium.height : 1;
      const facesAt = Map.groupBy(upstream('face_detection'), ({ startMs }) => startMs);
      const figures = [...upstream('body_pose')].sort((a, b) => a.startMs - b.startMs).flatMap((body) => figureOf(body, facesAt.get(body.startMs) ?? [], aspect) ?? []);
      const together = [...Map.groupBy(figures, ({ seen }) => seen.startMs).values()].flatMap(facingEachOther);
      const groups = joinedSamples([...figures.flatMap(signsOf), ...together], parameters.maxGapMs).filter((group) => group.length >= (isPhoto ? 1 : parameters.minSamples));
      const found = [...groups.flatMap(ofStretch), ...(isPhoto ? [] : unrest(figures))];
      for (const finding of found.sort((a, b) => a.startMs - b.startMs)) emit(finding);
    },
  }),
});
