/** How something is said, without knowing what or why: pitch, its range, level and pace of a stretch of speech. */
import { PITCH_HOP_MS, pitchOf } from './pitch.ts';
import { SAMPLE_RATE, type SpeechSegment } from './voice-segmenter.ts';

export interface Prosody {
  /** Median pitch, in semitones above 100 Hz. */
  pitchSt: number;
  /** From the tenth to the ninetieth percentile of the pitch. */
  rangeSt: number;
  /** Mean level where it is voiced, dBFS. */
  levelDb: number;
  /** Beginnings of voiced sounds a second: about the syllables. */
  paceHz: number;
}

const MIN_VOICED_FRAMES = 15;
/** Frames of 20 ms whose level rises by so much begin a syllable. */
const SYLLABLE_RISE_DB = 2.5;

const quantile = (sorted: readonly number[], share: number): number => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0;
const semitones = (hz: number): number => 12 * Math.log2(hz / 100);

/** Local maxima of the smoothed level that stand out from the valleys beside them. */
function syllables(levels: readonly number[]): number {
  let count = 0;
  let valley = Infinity;
  let peak = -Infinity;
  let rising = true;
  for (const level of levels) {
    if (rising) {
      peak = Math.max(peak, level);
      if (peak - valley >= SYLLABLE_RISE_DB && peak - level >= SYLLABLE_RISE_DB) {
        count++;
        rising = false;
        valley = level;
      } else if (level < valley) [valley, peak] = [level, level];
    } else if (level < valley) valley = level;
    else if (level - valley >= SYLLABLE_RISE_DB) {
      rising = true;
      peak = level;
    }
  }
  return count + (rising && peak - valley >= SYLLABLE_RISE_DB ? 1 : 0);
}

/** @returns nothing where too little of it is voiced */
export function prosodyOf({ samples }: Pick<SpeechSegment, 'samples'>): Prosody | undefined {
  const pitch = pitchOf(samples);
  const hop = (PITCH_HOP_MS * SAMPLE_RATE) / 1000;
  const levels = Array.from(pitch, (_, k) => {
    let sum = 0;
    for (let i = k * hop; i < (k + 2) * hop; i++) sum += (samples[i] ?? 0) ** 2;
    return 10 * Math.log10(sum / (2 * hop) + 1e-10);
  });
  const voiced = Array.from(pitch).flatMap((hz, k) => (hz > 0 ? [{ st: semitones(hz), db: levels[k] ?? -100 }] : []));
  if (voiced.length < MIN_VOICED_FRAMES) return undefined;
  const sts = voiced.map(({ st }) => st).sort((a, b) => a - b);
  const smooth = levels.map((level, k) => (level + (levels[k - 1] ?? level) + (levels[k + 1] ?? level)) / 3);
  return {
    pitchSt: quantile(sts, 0.5), rangeSt: quantile(sts, 0.9) - quantile(sts, 0.1),
    levelDb: voiced.reduce((sum, { db }) => sum + db, 0) / voiced.length,
    paceHz: syllables(smooth) / (samples.length / SAMPLE_RATE),
  };
}

/** Spread below which a difference is ordinary: that of neutral reading from phrase to phrase. */
const ORDINARY: Prosody = { pitchSt: 1.5, rangeSt: 2, levelDb: 2.5, paceHz: 0.8 };
/** One measure alone must not decide. */
const MOST_EACH = 2.5;
const KEYS = ['pitchSt', 'rangeSt', 'levelDb', 'paceHz'] as const;

const median = (values: readonly number[]): number => quantile([...values].sort((a, b) => a - b), 0.5);

export interface Compared {
  /** Mean of the four differences, each in units of the usual spread: above 0 livelier, below calmer. */
  liveliness: number;
  /** From the median of all, in the units of Prosody. */
  difference: Prosody;
}

/** Each against the median of all; they should be of one voice. */
export function compared(all: readonly Prosody[]): Compared[] {
  const usual = KEYS.map((key) => {
    const centre = median(all.map((each) => each[key]));
    return { key, centre, spread: Math.max(ORDINARY[key], 1.48 * median(all.map((each) => Math.abs(each[key] - centre)))) };
  });
  return all.map((each) => {
    const parts = usual.map(({ key, centre, spread }) => Math.max(-MOST_EACH, Math.min(MOST_EACH, (each[key] - centre) / spread)));
    const [pitchSt = 0, rangeSt = 0, levelDb = 0, paceHz = 0] = usual.map(({ key, centre }) => each[key] - centre);
    return { liveliness: parts.reduce((sum, part) => sum + part, 0) / parts.length, difference: { pitchSt, rangeSt, levelDb, paceHz } };
  });
}
