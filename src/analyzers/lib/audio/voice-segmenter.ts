/**
 * Cuts sound into stretches of speech from a voice activity detector's probabilities, as they stream in. Speech
 * begins above one threshold and ends below a lower one that lasts (hysteresis), as Silero's own iterator does.
 * Memory: the open stretch, at most `maxSpeechMs`, and the padding before it.
 */

export const SAMPLE_RATE = 16_000;
const SAMPLES_PER_MS = SAMPLE_RATE / 1000;
/** Once speaking, the probability must fall this far below the threshold to count as a pause. */
const HYSTERESIS = 0.15;
/** Stretches of sound compared for the quietest place to cut: 160 ms, in windows of 32 ms. */
const CUT_WINDOWS = 5;
/** A pause earlier than this share of the longest segment is no place to cut: what is left is understood better with more around it. */
const EARLIEST_CUT = 0.25;

export interface VoiceSegmentation {
  /** Samples per probability. */
  windowSamples: number;
  threshold: number;
  minSpeechMs: number;
  /** A pause this long ends a segment. */
  minSilenceMs: number;
  /** A pause this long divides a segment into spans. */
  pauseMs: number;
  /** Longer speech is cut in its longest pause, or else at the quietest place of the second half. */
  maxSpeechMs: number;
  /** Sound kept around the speech for the recogniser. */
  padMs: number;
  /** False: only times are wanted, and segments come without samples. */
  keepSound?: boolean;
}

/** In samples from the start. */
export interface Span {
  from: number;
  to: number;
}

export interface SpeechSegment extends Span {
  /** Where speech is heard between `from` and `to`: one span, or several with pauses between. */
  spans: Span[];
  /** Speech with its padding, a copy. */
  samples: Float32Array;
  /** Where the first of `samples` lies. */
  samplesFrom: number;
  /** Mean probability of speech where it is heard. */
  voice: number;
}

export interface VoiceSegmenter {
  /** @param probabilities of the windows that these samples completed; answers the segments that ended */
  add(samples: Float32Array, probabilities: Float32Array): SpeechSegment[];
  /** What is still open. */
  finish(): SpeechSegment[];
}

/** Samples from `start` on; older ones are forgotten. Without `keep` they are only counted. */
function soundMemory(keep: boolean): { add(samples: Float32Array): void; forgetBefore(sample: number): void; slice(from: number, to: number): Float32Array; end(): number } {
  let start = 0;
  let kept = new Float32Array(0);
  let used = 0;
  return {
    add(samples) {
      if (!keep) {
        start += samples.length;
        return;
      }
      if (used + samples.length > kept.length) {
        const larger = new Float32Array(2 * (used + samples.length));
        larger.set(kept.subarray(0, used));
        kept = larger;
      }
      kept.set(samples, used);
      used += samples.length;
    },
    forgetBefore(sample) {
      const drop = Math.min(used, sample - start);
      if (drop <= 0) return;
      kept.copyWithin(0, drop, used);
      used -= drop;
      start += drop;
    },
    slice: (from, to) => kept.slice(Math.max(0, from - start), Math.max(0, Math.min(used, to - start))),
    end: () => start + used,
  };
}

/** The middle of the quietest 160 ms in the second half of a sound that begins at `start`: a span without length. */
function quietestPlace(sound: Float32Array, window: number, start: number): Span {
  const span = CUT_WINDOWS * window;
  let best = { energy: Infinity, at: sound.length };
  for (let from = Math.floor(sound.length / 2 / window) * window; from + span <= sound.length; from += window) {
    let energy = 0;
    for (let i = from; i < from + span; i++) energy += (sound[i] ?? 0) ** 2;
    if (energy < best.energy) best = { energy, at: from + Math.floor(span / 2) };
  }
  return { from: start + best.at, to: start + best.at };
}

interface Open {
  from: number;
  /** Where the last window of speech ended. */
  lastVoice: number;
  /** From the end of one span to the start of the next. */
  pauses: Span[];
  probabilities: number[];
}

/** What lies between the pauses, from `from` to `to`. */
function spansBetween(from: number, to: number, pauses: readonly Span[]): Span[] {
  const inside = pauses.filter((pause) => pause.from > from && pause.to < to);
  return [...inside, { from: to, to }].map((pause, i) => ({ from: inside[i - 1]?.to ?? from, to: pause.from }));
}

/** The longest pause that begins after `from`; what it lasts belongs to neither side. */
const longestPause = (pauses: readonly Span[], from: number): Span | undefined =>
  pauses.filter((pause) => pause.from > from).sort((a, b) => b.to - b.from - (a.to - a.from))[0];

/** Mean of the probabilities that speak of speech. */
function meanVoice(probabilities: readonly number[], threshold: number): number {
  const voiced = probabilities.filter((p) => p >= threshold);
  return Math.min(1, voiced.reduce((sum, p) => sum + p, 0) / Math.max(1, voiced.length));
}

export function createVoiceSegmenter(how: VoiceSegmentation): VoiceSegmenter {
  const sound = soundMemory(how.keepSound ?? true);
  const window = how.windowSamples;
  const samplesOf = (ms: number): number => Math.round(ms * SAMPLES_PER_MS);
  const minSpeech = samplesOf(how.minSpeechMs);
  const minSilence = samplesOf(how.minSilenceMs);
  const maxSpeech = samplesOf(how.maxSpeechMs);
  const pause = samplesOf(how.pauseMs);
  const pad = samplesOf(how.padMs);
  let heard = 0;
  let open: Open | undefined;
  /** The next segment's padding must not reach into what was already handed out. */
  let free = 0;

  function cut(segment: Open, to: number): SpeechSegment[] {
    if (to - segment.from < minSpeech) return [];
    const samplesFrom = Math.max(free, segment.from - pad);
    const samples = sound.slice(samplesFrom, to + pad);
    free = to;
    const voice = meanVoice(segment.probabilities.slice(0, Math.round((to - segment.from) / window)), how.threshold);
    return [{ from: segment.from, to, spans: spansBetween(segment.from, to, segment.pauses), samples, samplesFrom, voice }];
  }

  function split(segment: Open): SpeechSegment[] {
    const at = longestPause(segment.pauses, segment.from + maxSpeech * EARLIEST_CUT) ?? quietestPlace(sound.slice(segment.from, segment.lastVoice), window, segment.from);
    const first = cut(segment, at.from);
    open = { ...segment, from: at.to, probabilities: segment.probabilities.slice(Math.round((at.to - segment.from) / window)) };
    return first;
  }

  function step(probability: number): SpeechSegment[] {
    const from = heard;
    heard += window;
    if (open === undefined) {
      if (probability >= how.threshold) open = { from, lastVoice: heard, pauses: [], probabilities: [probability] };
      return [];
    }
    open.probabilities.push(probability);
    // Out of a pause, as into speech at all, only the higher threshold leads.
    const paused = from - open.lastVoice >= pause;
    if (probability >= how.threshold - (paused ? 0 : HYSTERESIS)) {
      if (paused) open.pauses.push({ from: open.lastVoice, to: from });
      open.lastVoice = heard;
    } else if (heard - open.lastVoice >= minSilence) {
      const ended = cut(open, open.lastVoice);
      open = undefined;
      return ended;
    }
    return open.lastVoice - open.from > maxSpeech ? split(open) : [];
  }

  return {
    add(samples, probabilities) {
      sound.add(samples);
      const ended = Array.from(probabilities).flatMap(step);
      sound.forgetBefore((open?.from ?? heard) - pad - window);
      return ended;
    },
    finish() {
      const ended = open === undefined ? [] : cut(open, Math.min(open.lastVoice, sound.end()));
      open = undefined;
      return ended;
    },
  };
}
