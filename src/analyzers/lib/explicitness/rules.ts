/** When pictures are called suggestive or explicit: the thresholds as data, and when the second network is asked. */

/** Probabilities 0..1 by class as a network gave them: Drawing, Hentai, Neutral, Porn, Sexy. */
export type ClassScores = Readonly<Record<string, number>>;

/** Why a picture has its level. */
export const EXPLICITNESS_REASONS = ['both_networks_explicit', 'both_networks_drawn', 'both_networks_revealing', 'first_network_alone', 'skin_supports', 'unreadable'] as const;
export type ExplicitnessReason = (typeof EXPLICITNESS_REASONS)[number];

/** The classes of both networks. */
const CLASSES = ['Drawing', 'Hentai', 'Neutral', 'Porn', 'Sexy'] as const;
export type Scores = Readonly<Record<(typeof CLASSES)[number], number>>;

export interface Rule {
  reason: ExplicitnessReason;
  /** Which probability it looks at; of two networks the smaller one counts. */
  measure: (scores: Scores) => number;
  networks: 'both' | 'first';
  suggestiveFrom: number;
  /** Left out: it never says more than suggestive. */
  explicitFrom?: number;
  /** The same where much of the picture has the colour of skin. */
  explicitFromWithSkin?: number;
}

/**
 * The thresholds. Their reason: of 1306 neutral pictures (photos and film frames, also mirrored, warmer, brighter, darker
 * and cropped to a face) none reached `suggestive`, though the first network alone said Porn + Hentai up to 0.75 and the
 * second up to 0.96. Of 5280 hard ones (random crops of the same, half of them strongly blurred or in odd light) both at
 * once said up to 0.80, Hentai up to 0.02, Sexy + Porn + Hentai up to 0.83; 43 are suggestive, none explicit. What
 * explicit pictures reach was not measured: no such material is used here.
 */
export const RULES: readonly Rule[] = [
  { reason: 'both_networks_explicit', measure: ({ Porn, Hentai }) => Porn + Hentai, networks: 'both', suggestiveFrom: 0.5, explicitFrom: 0.85, explicitFromWithSkin: 0.82 },
  // Drawings split between Hentai and Drawing, so less of it is said as surely; ordinary pictures hardly get any.
  { reason: 'both_networks_drawn', measure: ({ Hentai }) => Hentai, networks: 'both', suggestiveFrom: 0.35, explicitFrom: 0.7 },
  // Swimwear and underwear; never explicit by itself.
  { reason: 'both_networks_revealing', measure: ({ Sexy, Porn, Hentai }) => Sexy + Porn + Hentai, networks: 'both', suggestiveFrom: 0.75 },
  // The second alone says nothing: it is sure of empty rooms.
  { reason: 'first_network_alone', measure: ({ Porn, Hentai }) => Porn + Hentai, networks: 'first', suggestiveFrom: 0.9 },
];

/** Share of skin that supports: less than a body fills, more than a face in a portrait's frame. */
export const MUCH_SKIN = 0.3;

/** Rounding of a softmax, and no more. */
const SUM_TOLERANCE = 0.02;

/** The scores if they are what a softmax over the classes gives. */
export function readableScores(scores: ClassScores | undefined): Scores | undefined {
  if (scores === undefined) return undefined;
  const values = CLASSES.map((name) => scores[name]);
  const sum = values.reduce<number>((total, value) => total + (value ?? Number.NaN), 0);
  if (!values.every((value) => value !== undefined && value >= 0 && value <= 1 + SUM_TOLERANCE) || !(Math.abs(sum - 1) <= SUM_TOLERANCE)) return undefined;
  const [Drawing = 0, Hentai = 0, Neutral = 0, Porn = 0, Sexy = 0] = values;
  return { Drawing, Hentai, Neutral, Porn, Sexy };
}

/**
 * Whether the second network could change the level: some rule of both already holds for the first. True for what
 * cannot be read.
 */
export function needsSecondNetwork(mobilenet: ClassScores): boolean {
  const scores = readableScores(mobilenet);
  return scores === undefined || RULES.some(({ networks, measure, suggestiveFrom }) => networks === 'both' && measure(scores) >= suggestiveFrom);
}
