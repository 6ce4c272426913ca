/** What can be found about a sound, by label. */
import { FindingFields } from '@aima/sdk';
import { z } from 'zod';
import { rounded } from './decibels.ts';
import { PITCH_CLASSES } from './musical-key.ts';

const Measured = z.object({
  integratedLufs: z.number(),
  loudnessRangeLu: z.number(),
  truePeakDbtp: z.number(),
  samplePeakDbfs: z.number(),
  rmsDbfs: z.number(),
  /** True peak above integrated loudness: how much the peaks stand out (PLR, AES 71). */
  peakToLoudnessLu: z.number(),
  momentaryMaxLufs: z.number(),
  momentaryMeanLufs: z.number(),
  shortTermLufs: z.number(),
  shortTermMaxLufs: z.number(),
  spectralCentroidHz: z.number(),
  spectralBandwidthHz: z.number(),
  spectralRolloffHz: z.number(),
  spectralFlatness: z.number(),
  tempoBpm: z.number(),
  tempoStrength: z.number(),
  /** Of the whole duration, in stretches of silence. */
  silentShare: z.number(),
  /** Shares of the whole duration, as voice_activity and audio_environment tell them where they run; speech over music counts in both. */
  speechShare: z.number(),
  musicShare: z.number(),
  /** How well the key fits (correlation with its profile) and keeps to one grid of semitones. */
  keyFit: z.number(),
  keyGrid: z.number(),
  clippedSamples: z.number(),
  clippedRuns: z.number(),
  peakLufs: z.number(),
  riseLu: z.number(),
}).partial();

/** Measured values; what could not be measured is left out. */
export type Measured = z.infer<typeof Measured>;

export const SoundFinding = z.object({
  ...FindingFields,
  /**
   * `overall`: the whole sound. `loudness`: one second of the curve. `silence`, `clipping`: stretches.
   * `loud_event`: something suddenly loud, to where it has faded.
   */
  label: z.enum(['overall', 'loudness', 'silence', 'clipping', 'loud_event']),
  ...Measured.shape,
  /** Only where there is tonal music of one clear key; see musical-key.ts. */
  keyTonic: z.enum(PITCH_CLASSES).optional(),
  keyMode: z.enum(['major', 'minor']).optional(),
  /** True where nothing reached −70 LUFS (overall: −70 dBTP); JSON has no −∞. */
  silent: z.boolean().optional(),
  /** Left and right are the same, sample by sample: mono, or sound made from mono. */
  identicalChannels: z.boolean().optional(),
});
export type SoundFinding = z.infer<typeof SoundFinding>;

const digitsOf = (name: string): 0 | 2 | 3 => (name.endsWith('Hz') ? 0 : name === 'spectralFlatness' || name.endsWith('Share') ? 3 : 2);

/** Rounded to what the measurement bears. */
export const roundedAll = (values: Measured): Measured =>
  Object.fromEntries(Object.entries(values).flatMap(([name, value]) => (value === undefined ? [] : [[name, rounded(value, digitsOf(name))]])));
