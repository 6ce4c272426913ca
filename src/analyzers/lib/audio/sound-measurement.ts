/** Puts the meters together: stereo samples at 48 kHz in, findings out as soon as each is complete. */
import { createClippingDetector } from './clipping-detector.ts';
import { amplitudeDb, energyDb } from './decibels.ts';
import { finiteSamples } from './finite-samples.ts';
import { createRunJoiner, type JoinedRuns } from './joined-runs.ts';
import { createKeyMeter } from './musical-key.ts';
import { createLoudEventTracker, createSilenceTracker, type LoudEvent, type Stretch } from './level-events.ts';
import { createLoudnessCurve, type LoudnessPoint } from './loudness-curve.ts';
import { createLoudnessMeter } from './loudness-meter.ts';
import { type Measured, roundedAll, type SoundFinding } from './sound-finding.ts';
import { createSoundFrames, FRAME_MS } from './sound-frames.ts';
import { createSpectralMeter } from './spectral-shape.ts';
import { createTempoMeter } from './tempo.ts';
import { createTruePeakMeter } from './true-peak.ts';

const SAMPLES_PER_MS = 48;
/** Clipped runs closer than this belong to one stretch. */
const CLIPPING_GAP_MS = 500;
/** A rise of this much is beyond doubt. */
const SURE_RISE_LU = 30;
/** A wave that never reaches this is silence. */
const SILENT_DBTP = -70;

export interface SoundLimits {
  silenceBelowDbfs: number;
  silenceMinMs: number;
  loudEventRiseLu: number;
  minTempoStrength: number;
}

type Facts = Omit<Partial<SoundFinding>, 'label' | 'startMs' | 'endMs'>;
/** Times count from the first sample. */
type Say = (label: SoundFinding['label'], stretch: Stretch, facts?: Facts) => void;

interface Part {
  add(left: Float32Array, right: Float32Array): void;
  finish(): void;
  overall(): Measured & Pick<SoundFinding, 'identicalChannels' | 'keyTonic' | 'keyMode'>;
}

/** Everything that is a level over time. */
function levels(limits: SoundLimits, say: Say): Part {
  const loudness = createLoudnessMeter();
  const curve = createLoudnessCurve();
  const silence = createSilenceTracker(limits.silenceBelowDbfs, limits.silenceMinMs);
  const events = createLoudEventTracker(limits.loudEventRiseLu);
  let silentMs = 0;
  let energySum = 0;
  let frameCount = 0;

  const sayPoint = (point: LoudnessPoint | undefined): void => {
    if (point === undefined) return;
    const { momentaryMaxLufs, momentaryMeanLufs, shortTermLufs, silent } = point;
    say('loudness', point, { ...roundedAll({ momentaryMaxLufs, momentaryMeanLufs, shortTermLufs }), ...(silent ? { silent } : {}) });
  };
  const saySilence = (stretch: Stretch | undefined): void => {
    if (stretch === undefined) return;
    silentMs += stretch.toMs - stretch.fromMs;
    say('silence', stretch);
  };
  const sayEvent = (event: LoudEvent | undefined): void => {
    if (event) say('loud_event', event, { confidence: Math.min(1, event.riseLu / SURE_RISE_LU), ...roundedAll({ peakLufs: event.peakLufs, riseLu: event.riseLu }) });
  };
  const frames = createSoundFrames(({ weightedEnergy, energy }) => {
    energySum += energy;
    frameCount++;
    const step = loudness.add(weightedEnergy);
    if (step) sayPoint(curve.add(step));
    saySilence(silence.add(energy));
    sayEvent(events.add(weightedEnergy));
  });

  return {
    add: frames.add,
    finish() {
      sayPoint(curve.finish());
      saySilence(silence.finish());
      sayEvent(events.finish());
    },
    overall() {
      const programme = loudness.programme();
      return {
        integratedLufs: programme.integratedLufs,
        loudnessRangeLu: programme.loudnessRangeLu,
        momentaryMaxLufs: programme.maxMomentaryLufs,
        shortTermMaxLufs: programme.maxShortTermLufs,
        ...(frameCount === 0 ? {} : { rmsDbfs: energyDb(energySum / frameCount), silentShare: silentMs / (frameCount * FRAME_MS) }),
      };
    },
  };
}

/** What the single samples tell: peaks, clipping, whether both channels are the same. */
function wave(say: Say, gain: number): Part {
  const truePeaks = [createTruePeakMeter(), createTruePeakMeter()] as const;
  const clipping = [createClippingDetector(), createClippingDetector()] as const;
  const clipped = createRunJoiner(CLIPPING_GAP_MS);
  let clippedSamples = 0;
  let identicalChannels = true;

  const sayClipping = (stretch: JoinedRuns | undefined): void => {
    if (stretch) say('clipping', stretch, { clippedSamples: stretch.samples, clippedRuns: stretch.runs });
  };
  return {
    add(lentLeft, lentRight) {
      const left = gain === 1 ? lentLeft : lentLeft.map((sample) => sample * gain);
      const right = gain === 1 ? lentRight : lentRight.map((sample) => sample * gain);
      identicalChannels &&= left.every((sample, i) => sample === right[i]);
      truePeaks[0].add(left);
      truePeaks[1].add(right);
      const runs = [...clipping[0](left), ...clipping[1](right)].sort((a, b) => a.to - b.to);
      for (const { from, to } of runs) {
        clippedSamples += to - from;
        sayClipping(clipped.add(from / SAMPLES_PER_MS, to / SAMPLES_PER_MS, to - from));
      }
    },
    finish: () => { sayClipping(clipped.finish()); },
    overall() {
      const peaks = truePeaks.map((meter) => meter.peaks());
      return {
        truePeakDbtp: amplitudeDb(Math.max(...peaks.map(({ truePeak }) => truePeak))),
        samplePeakDbfs: amplitudeDb(Math.max(...peaks.map(({ samplePeak }) => samplePeak))),
        clippedSamples,
        identicalChannels,
      };
    },
  };
}

/** Spectrum, beat and key, on both channels together. */
function tone(minTempoStrength: number): Part {
  const tempo = createTempoMeter();
  const spectrum = createSpectralMeter((flux) => { tempo.add(flux); });
  const keys = createKeyMeter();
  return {
    add(left, right) {
      const mono = left.map((sample, i) => (sample + (right[i] ?? 0)) / 2);
      spectrum.add(mono);
      keys.add(mono);
    },
    finish: () => undefined,
    overall() {
      const shape = spectrum.shape();
      const beat = tempo.tempo();
      const key = keys.key();
      return {
        spectralCentroidHz: shape?.centroidHz,
        spectralBandwidthHz: shape?.bandwidthHz,
        spectralRolloffHz: shape?.rolloffHz,
        spectralFlatness: shape?.flatness,
        ...(beat === undefined || beat.strength < minTempoStrength ? {} : { tempoBpm: beat.bpm, tempoStrength: beat.strength }),
        ...(key ? { keyTonic: key.tonic, keyMode: key.mode, keyFit: key.fit, keyGrid: key.grid } : {}),
      };
    },
  };
}

/** What other analyzers tell of the whole sound, and their observations. */
export interface HeardShares {
  shares: Pick<SoundFinding, 'speechShare' | 'musicShare'>;
  basedOn: string[];
}

export interface SoundMeasurement {
  /** Consecutive samples; `atMs` of the first call places them all. */
  add(atMs: number, left: Float32Array, right: Float32Array): void;
  /** Emits what is open and the overall finding, with what others heard; false if there was no sample at all. */
  finish(heard?: HeardShares): boolean;
}

/** Codecs pad the last frame; what goes so little beyond the medium's duration is not there. */
const PADDING_MS = 100;

/**
 * @param medium.mono one channel, which reached us on two at 3 dB less each: right for loudness, which adds channels,
 *   wrong for peaks, which do not
 */
export function createSoundMeasurement(limits: SoundLimits, { durationMs, mono }: { durationMs: number; mono: boolean }, emit: (finding: SoundFinding) => unknown): SoundMeasurement {
  let baseMs: number | undefined;
  let samples = 0;
  const at = (ms: number): number => {
    const atMs = Math.round((baseMs ?? 0) + ms);
    return atMs > durationMs && atMs <= durationMs + PADDING_MS ? durationMs : atMs;
  };
  const say: Say = (label, { fromMs, toMs }, facts) => {
    emit({ confidence: 1, ...facts, label, startMs: at(fromMs), endMs: at(toMs) });
  };
  const parts = [levels(limits, say), wave(say, mono ? Math.SQRT2 : 1), tone(limits.minTempoStrength)];

  return {
    add(atMs, left, right) {
      baseMs ??= atMs;
      samples += left.length;
      const [l, r] = [finiteSamples(left), finiteSamples(right)];
      for (const part of parts) part.add(l, r);
    },
    finish(heard) {
      if (samples === 0) return false;
      for (const part of parts) part.finish();
      const { identicalChannels, keyTonic, keyMode, ...measured } = parts.map((part) => part.overall()).reduce((all, each) => ({ ...all, ...each }));
      const { truePeakDbtp, integratedLufs } = measured;
      const peakToLoudnessLu = truePeakDbtp === undefined || integratedLufs === undefined ? undefined : truePeakDbtp - integratedLufs;
      say('overall', { fromMs: 0, toMs: samples / SAMPLES_PER_MS }, {
        ...roundedAll({ ...measured, peakToLoudnessLu, ...heard?.shares }),
        ...(keyTonic && keyMode ? { keyTonic, keyMode } : {}),
        ...(heard && heard.basedOn.length > 0 ? { basedOn: heard.basedOn } : {}),
        ...(truePeakDbtp === undefined || truePeakDbtp < SILENT_DBTP ? { silent: true } : {}),
        identicalChannels,
      });
      return true;
    },
  };
}
