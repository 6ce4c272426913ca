/** Which sounds are alarms, ringing telephones and bells, told by how their tones are made. */
import type { StruckSound } from './struck-sounds.ts';
import type { Lane, Pulse } from './tone-lanes.ts';
import { type ToneSeries, toneSeries } from './tone-series.ts';

export type EffectLabel = 'alarm' | 'phone' | 'bell';

export interface EffectEvent {
  label: EffectLabel;
  startMs: number;
  endMs: number;
  /** 0..1, from how clearly the signs of its kind are met; not calibrated. */
  confidence: number;
  /** Of its strongest tone. */
  hz?: number;
  /** Beeps, strokes of the ringing, strikes of the bell. */
  pulses: number;
  intervalMs?: number;
}

/** Weaker patterns are chance. */
const MIN_REGULARITY = 0.7;
/** A series must make up this share of the sound while it sounds, where it stands out best, … */
const MIN_SHARE = 0.2;
/** … or less where hardly any other steady tone is heard with it: beside talk, but not within music. */
const MIN_SHARE_ALONE = 0.02;
const FEW_OTHERS_PER_S = 1;
const MANY_OTHERS_PER_S = 4;
/** Steady for a moment is also a voice. */
const OTHER_MIN_MS = 90;
/** Below, a voice's own pitch may be steady and come at regular times. */
const MIN_HZ = 350;

/** Strokes of a ringing telephone follow each other faster than beeps. */
const FAST_MS = 170;
/** One tone that flutters this fast is a ringing bell; two tones in turn may be slower. */
const FLUTTER_MS = 62;
const MIN_FAST_PULSES = 6;
const MIN_FLUTTER_PULSES = 10;
/** One tone that goes on fluttering without a break (one stroke may be lost in noise) rings too, somewhat more slowly; beeps come in groups. */
const RINGING_MS = 96;
const MIN_RINGING_PULSES = 7;
/** Tones on the line: 425 Hz in most of the world, 440 and 480 Hz elsewhere (ITU-T E.180), in long pulses. */
const LINE_HZ = [395, 495] as const;
const LINE_MIN_LENGTH_MS = 180;
const LINE_MIN_PERIOD_MS = 300;

/** The longer a beep, the fewer are needed: a voice holds a pitch for a moment only. */
const BEEPS = [{ atLeast: 6, lengthMs: 0 }, { atLeast: 4, lengthMs: 95 }, { atLeast: 3, lengthMs: 200 }] as const;
/** A beep ends as loud as it began; a struck or plucked tone does not. */
const BEEP_FADE_DB = 4;

const overlap = (a: ToneSeries, b: ToneSeries): number => Math.min(a.endMs, b.endMs) - Math.max(a.startMs, b.startMs);
const middle = ({ startMs, endMs }: Pulse): number => (startMs + endMs) / 2;

/** Share of the pulses of `a` whose middle falls into a pulse of `b`. */
const inPhase = (a: ToneSeries, b: ToneSeries): number => {
  const inside = a.pulses.filter((pulse) => middle(pulse) >= b.startMs && middle(pulse) <= b.endMs);
  return inside.length === 0 ? 0 : inside.filter((pulse) => b.pulses.some(({ startMs, endMs }) => startMs - 10 <= middle(pulse) && middle(pulse) <= endMs + 10)).length / inside.length;
};

/** Two tones in turn: most pulses of the one fall between those of the other. */
const inTurn = (a: ToneSeries, b: ToneSeries): boolean =>
  overlap(a, b) > 0.5 * Math.min(a.endMs - a.startMs, b.endMs - b.startMs) && inPhase(a, b) <= 0.3
  && Math.abs(a.intervalMs - b.intervalMs) <= 0.25 * a.intervalMs && Math.abs(a.hz - b.hz) > 30;

interface Group { series: ToneSeries[] }

/** What leads a group: many regular pulses that stand out; chance has few. */
const weight = ({ pulses, regularity, share }: ToneSeries): number => pulses.length * regularity * (0.2 + share);

/** Series that sound at the same time belong to one source; the one that leads comes first. */
function groups(all: readonly ToneSeries[]): Group[] {
  const grouped: Group[] = [];
  for (const series of [...all].sort((a, b) => weight(b) - weight(a))) {
    const home = grouped.find((group) => group.series.some((other) => overlap(series, other) > 0));
    if (home) home.series.push(series);
    else grouped.push({ series: [series] });
  }
  return grouped;
}

const isFast = ({ intervalMs, pulses }: ToneSeries): boolean => intervalMs <= FAST_MS && pulses.length >= MIN_FAST_PULSES;
const isFlutter = ({ intervalMs, pulses }: ToneSeries): boolean => intervalMs <= FLUTTER_MS && pulses.length >= MIN_FLUTTER_PULSES;
const isRinging = ({ intervalMs, pulses }: ToneSeries): boolean => {
  if (intervalMs > RINGING_MS) return false;
  let longest = 0;
  let run = 1;
  for (const [i, pulse] of pulses.entries()) {
    const gap = pulse.startMs - (pulses[i - 1]?.startMs ?? -Infinity);
    run = gap >= 0.6 * intervalMs && gap <= 2.5 * intervalMs ? run + 1 : 1;
    longest = Math.max(longest, run);
  }
  return longest >= MIN_RINGING_PULSES;
};
const isLine = ({ hz, lengthMs, periodMs }: ToneSeries): boolean => hz >= LINE_HZ[0] && hz <= LINE_HZ[1] && lengthMs >= LINE_MIN_LENGTH_MS && periodMs >= LINE_MIN_PERIOD_MS;
const isBeeping = ({ pulses, lengthMs, fadeDb }: ToneSeries): boolean =>
  fadeDb <= BEEP_FADE_DB && BEEPS.some((needed) => pulses.length >= needed.atLeast && lengthMs >= needed.lengthMs);

function labelOf(series: readonly ToneSeries[]): 'alarm' | 'phone' | undefined {
  const fast = series.filter(isFast);
  if (fast.some((a) => fast.some((b) => a !== b && inTurn(a, b)))) return 'phone';
  const main = series[0];
  if (main === undefined) return undefined;
  if (isFlutter(main) || isRinging(main)) return 'phone';
  if (!isBeeping(main)) return undefined;
  return isLine(main) ? 'phone' : 'alarm';
}

/** Steady tones that sound between `startMs` and `endMs` and belong to none of the series, per second. */
function othersPerSecond(steady: readonly Pulse[], { series }: Group, startMs: number, endMs: number): number {
  const own = new Set(series.flatMap(({ pulses }) => pulses));
  const others = steady.filter((pulse) => pulse.endMs > startMs && pulse.startMs < endMs && pulse.endMs - pulse.startMs >= OTHER_MIN_MS && !own.has(pulse));
  return (others.length * 1000) / Math.max(500, endMs - startMs);
}

function eventOf(group: Group, steady: readonly Pulse[]): EffectEvent | undefined {
  const label = labelOf(group.series);
  const [main] = group.series;
  if (label === undefined || main === undefined) return undefined;
  const together = group.series.filter((series) => overlap(series, main) > 0);
  const startMs = Math.min(...together.map((series) => series.startMs));
  const endMs = Math.max(...together.map((series) => series.endMs));
  const others = othersPerSecond(steady, group, startMs, endMs);
  const share = Math.max(...together.map((series) => series.share));
  if (others > MANY_OTHERS_PER_S || share < (others <= FEW_OTHERS_PER_S ? MIN_SHARE_ALONE : MIN_SHARE)) return undefined;
  const confidence = Math.min(0.95, 0.4 + 0.25 * main.regularity * Math.min(1, main.pulses.length / 8) + 0.3 * Math.min(1, share));
  return { label, startMs, endMs, confidence, hz: main.hz, pulses: main.pulses.length, intervalMs: main.intervalMs };
}

/** A struck tone: nearly all in one frequency from its start on. */
const BELL = { minShare: 0.7, maxWobble: 0.08, minHz: 330, minMs: 60, longMs: 300 } as const;
function bellOf({ startMs, endMs, hz, share, wobble }: StruckSound): EffectEvent | undefined {
  const lengthMs = endMs - startMs;
  if (hz < BELL.minHz || share < BELL.minShare || wobble > BELL.maxWobble || lengthMs < BELL.minMs) return undefined;
  return { label: 'bell', startMs, endMs, hz, pulses: 1, confidence: Math.min(0.8, 0.2 + 0.4 * share + (lengthMs >= BELL.longMs ? 0.2 : 0)) };
}

/** Struck sounds that follow each other more densely than this are music, or something else that goes on. */
const MANY_STRUCK = 5;
const STRUCK_SPAN_MS = 4000;
/** So are those that come so soon after steady tones of another pitch. */
const TONES_BEFORE_MS = 2500;
const SAME_PITCH = 0.04;

export interface Sounds {
  lanes: readonly Lane[];
  struck: readonly StruckSound[];
  /** Whether somebody speaks at some time between these. */
  speech(fromMs: number, toMs: number): boolean;
}

const NEAR_MS = 150;

/** What goes on after a short gap, at the same pitch, is one event: long lanes come in pieces. */
const GOES_ON_MS = 1600;

function joined(events: readonly EffectEvent[]): EffectEvent[] {
  const result: EffectEvent[] = [];
  for (const event of events.toSorted((a, b) => a.startMs - b.startMs)) {
    const last = result.at(-1);
    const goesOn = last?.label === event.label && event.startMs - last.endMs <= GOES_ON_MS && Math.abs((event.hz ?? 0) - (last.hz ?? 0)) <= SAME_PITCH * (last.hz ?? 0);
    if (last === undefined || !goesOn) result.push({ ...event });
    else Object.assign(last, { endMs: Math.max(last.endMs, event.endMs), pulses: last.pulses + event.pulses, confidence: Math.max(last.confidence, event.confidence) });
  }
  return result;
}

/** In order of time. */
export function effectEvents({ lanes, struck, speech }: Sounds): EffectEvent[] {
  const steady = lanes.flatMap(({ pulses }) => pulses);
  const regular = lanes.flatMap(toneSeries).filter(({ regularity, hz }) => regularity >= MIN_REGULARITY && hz >= MIN_HZ);
  const repeated = joined(groups(regular).map((group) => eventOf(group, steady)).filter((event) => event !== undefined));
  const free = struck.filter(({ startMs, endMs }) =>
    !speech(startMs - NEAR_MS, Math.min(endMs, startMs + 500) + NEAR_MS)
    && !repeated.some((event) => startMs < event.endMs + NEAR_MS && endMs > event.startMs - NEAR_MS));
  const dense = (sound: StruckSound): boolean => struck.filter(({ startMs }) => Math.abs(startMs - sound.startMs) < STRUCK_SPAN_MS / 2).length >= MANY_STRUCK;
  const melodic = ({ startMs, hz }: StruckSound): boolean => steady.some((pulse) =>
    pulse.endMs - pulse.startMs >= OTHER_MIN_MS && pulse.startMs < startMs - 50 && pulse.endMs > startMs - TONES_BEFORE_MS && Math.abs(pulse.hz - hz) > SAME_PITCH * hz
    && !repeated.some((event) => pulse.startMs >= event.startMs - NEAR_MS && pulse.endMs <= event.endMs + NEAR_MS));
  const single = free.filter((sound) => !dense(sound) && !melodic(sound)).map(bellOf).filter((event) => event !== undefined);
  return [...repeated, ...single].sort((a, b) => a.startMs - b.startMs);
}
