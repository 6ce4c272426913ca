/** `series.aima.json`: a set of photos in order, with the reasons for it, groups, duplicates, links, and a story's skeleton. */
import { z } from 'zod';
import { RejectedFile } from './document.ts';
import { MediaKind } from './media.ts';
import { Confidence, Fraction, Language, Sha256 } from './units.ts';

export const SERIES_SCHEMA_VERSION = '1.0';

/** Counts from 1; everything in the document names photos by it, because copies of one photo share their media id. */
const Position = z.int().positive();

/**
 * What put a photo where it is, strongest first: the camera's clock, a time in the file's name, a picture of the same
 * content that has a time, the number in the name, the day in the name, what it looks like, nothing.
 */
export const PlacedBy = z.enum(['exif_time', 'name_time', 'copy', 'name_counter', 'name_date', 'look', 'none']);
export type PlacedBy = z.infer<typeof PlacedBy>;

export const SeriesPhoto = z.object({
  position: Position,
  mediaId: z.string(),
  fileName: z.string(),
  sha256: Sha256,
  width: z.int().positive(),
  height: z.int().positive(),
  placedBy: PlacedBy,
  /** How sure it is that the photo stands between the right neighbours; a rule's estimate, not a calibrated probability. */
  confidence: Confidence,
  reason: z.string(),
  /** Local time as the camera or the name has it, ISO 8601; with fractions and zone only where the file states them. */
  takenAt: z.string().optional(),
  /** Added to that time because the camera's clock differed from the others'. */
  clockCorrectionSeconds: z.int().optional(),
  camera: z.string().optional(),
  /** The minors' gate let nothing of it out: it has a place by time and name, and nothing of its look is used or told. */
  held: z.literal(true).optional(),
});
export type SeriesPhoto = z.infer<typeof SeriesPhoto>;

export const SeriesGroup = z.object({
  id: z.string(),
  /** `sitting`: near in time · `scene`: neighbours that look alike · `burst`: nearly the same picture within seconds. */
  kind: z.enum(['sitting', 'scene', 'burst']),
  positions: z.array(Position).min(1),
  confidence: Confidence,
  sentence: z.string(),
});
export type SeriesGroup = z.infer<typeof SeriesGroup>;

export const DuplicateSet = z.object({
  id: z.string(),
  /** `exact`: the same bytes · `same_picture`: one picture in several files · `near`: hardly different pictures. */
  kind: z.enum(['exact', 'same_picture', 'near']),
  /** The one with the most pixels, then bytes. */
  best: Position,
  positions: z.array(Position).min(2),
  /** Bits of 63 in which the perceptual hashes differ at most; absent for `exact`. */
  hashBits: z.int().nonnegative().optional(),
  confidence: Confidence,
  sentence: z.string(),
});
export type DuplicateSet = z.infer<typeof DuplicateSet>;

export const SeriesLink = z.object({
  id: z.string(),
  /** Consecutive photos. */
  from: Position,
  to: Position,
  /** `place`: looks like one place, or lies near it · `setting`: the same kind of place, such as two streets. */
  kind: z.enum(['time', 'place', 'setting', 'object', 'people', 'clothing', 'change', 'text', 'withheld']),
  confidence: Confidence,
  /** Words of the link: shared or changed labels and texts. */
  items: z.array(z.string()).optional(),
  gapSeconds: z.number().nonnegative().optional(),
  /** Only where reading places was allowed; rounded to 10 m. Coordinates are never kept. */
  distanceMetres: z.int().nonnegative().optional(),
  likeness: Fraction.optional(),
  /** Observations of the two photos' own documents. */
  basedOn: z.array(z.string()),
  sentence: z.string(),
});
export type SeriesLink = z.infer<typeof SeriesLink>;

export const CoherenceFinding = z.object({
  id: z.string(),
  kind: z.enum([
    'clock_reset', 'clock_ahead', 'clock_difference', 'zone_change', 'zone_assumed', 'name_against_time', 'counter_against_time', 'number_overflow', 'names_without_order',
    'same_second', 'daylight_at_night', 'light_jump', 'look_against_time', 'look_against_names', 'look_only', 'families_unrelated', 'place_unknown',
  ]),
  /** `contradiction`: two kinds of evidence cannot both be right · `doubt`: the order rests on little · `note`: good to know. */
  weight: z.enum(['contradiction', 'doubt', 'note']),
  positions: z.array(Position),
  confidence: Confidence,
  sentence: z.string(),
});
export type CoherenceFinding = z.infer<typeof CoherenceFinding>;

const SeenFact = z.object({ what: z.string(), basedOn: z.array(z.string()).min(1), confidence: Confidence });

export const StoryBeat = z.object({
  number: z.int().positive(),
  positions: z.array(Position).min(1),
  /** First and last time in it, where there are times. */
  from: z.string().optional(),
  to: z.string().optional(),
  gapBeforeSeconds: z.number().nonnegative().optional(),
  opensSitting: z.boolean(),
  /** What was recognised in its photos, the surest first. */
  seen: z.array(SeenFact),
  texts: z.array(SeenFact),
  /** Links from the beat before into this one, and inside it. */
  links: z.array(z.string()),
  /** Composed of the above; says nothing that has no evidence. */
  sentence: z.string(),
});
export type StoryBeat = z.infer<typeof StoryBeat>;

/** What a describer may tell a story from. It holds no plot: whoever writes one adds it and has to mark it as added. */
export const StorySkeleton = z.object({
  language: Language,
  beats: z.array(StoryBeat),
  /** What a story must not claim: an order that is not known, and the like. */
  cautions: z.array(z.string()),
});
export type StorySkeleton = z.infer<typeof StorySkeleton>;

export const SeriesDocument = z.object({
  schemaVersion: z.literal(SERIES_SCHEMA_VERSION),
  /** ISO 8601 with time zone. */
  createdAt: z.iso.datetime({ offset: true }),
  language: Language,
  /** In order. */
  photos: z.array(SeriesPhoto),
  order: z.object({
    /** The weakest that was needed for more than a few photos. */
    method: PlacedBy,
    /** Mean of the photos' confidences. */
    confidence: Confidence,
    /** False where only look orders them: the series may as well run the other way round. */
    directionKnown: z.boolean(),
    /** No contradiction was found, and something besides look orders them. */
    coherent: z.boolean(),
    sentence: z.string(),
  }),
  groups: z.array(SeriesGroup),
  duplicates: z.array(DuplicateSet),
  links: z.array(SeriesLink),
  coherence: z.array(CoherenceFinding),
  story: StorySkeleton,
  /** Videos and sound among the files. */
  skipped: z.array(z.object({ fileName: z.string(), kind: MediaKind })),
  rejected: z.array(RejectedFile),
  summary: z.object({ text: z.string(), photoCount: z.int().nonnegative(), analysedCount: z.int().nonnegative(), heldCount: z.int().nonnegative(), placesRead: z.boolean(), seconds: z.number().nonnegative() }),
});
export type SeriesDocument = z.infer<typeof SeriesDocument>;
