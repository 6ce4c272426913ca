/** One time axis for all photos: which of their times to believe, and which zone to read them in. */
import type { Doubt } from './doubt.ts';
import { nameSequences } from './name-order.ts';
import type { SeriesPhotoFacts } from './series-photo.ts';

export interface PhotoTime {
  /** Milliseconds on the axis of the series: UTC where any photo states a zone, else the wall clock. */
  ms: number;
  /** `saved`: when a program last wrote the file, which is all that its EXIF says. */
  source: 'exif' | 'saved' | 'name';
  /** As the file has it, for people. */
  shown: string;
  /** How far this time alone can be relied on for the order. */
  confidence: number;
  subSecond: boolean;
  /** Which clock it is of: camera, phone, or the names. */
  clock: string;
  correctionMs: number;
}

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
/** Before it nobody had a digital camera with a clock: it was never set, or a scan was given a date. */
const FIRST_YEAR_MS = Date.UTC(1995, 0, 1);
/** Clocks that lost their battery begin again at a New Year: 2000 in most cameras, the year of their own firmware in others. */
const RESET_YEARS = { first: 2000, last: 2020 } as const;
const RESET_WITHIN_MS = 2 * DAY_MS;
/** New Year is taken for a reset where the rest of the series is so much later and the camera took nothing in the weeks around. */
const RESET_BEFORE_REST_MS = 200 * DAY_MS;
const AROUND_MS = 30 * DAY_MS;
const AHEAD_MS = 2 * DAY_MS;

const CONFIDENCE = { original: 0.97, digitised: 0.9, modified: 0.5, name: 0.85, assumedZone: 0.7, wrongClock: 0.75 } as const;

function shownTime(wallMs: number, subSecond: boolean, zoneMinutes: number | undefined): string {
  const text = new Date(wallMs).toISOString().slice(0, subSecond ? 23 : 19);
  if (zoneMinutes === undefined) return text;
  const size = Math.abs(zoneMinutes);
  return `${text}${zoneMinutes < 0 ? '-' : '+'}${String(Math.floor(size / 60)).padStart(2, '0')}:${String(size % 60).padStart(2, '0')}`;
}

const mostFrequent = (values: readonly number[]): number | undefined =>
  [...Map.groupBy(values, (value) => value)].sort((a, b) => b[1].length - a[1].length || a[0] - b[0])[0]?.[0];

function isNewYear(ms: number): boolean {
  const year = new Date(ms).getUTCFullYear();
  return year >= RESET_YEARS.first && year <= RESET_YEARS.last && ms - Date.UTC(year, 0, 1) < RESET_WITHIN_MS;
}

/** Indices of photos whose clock was never set, or is ahead of today. */
function wrongClocks(photos: readonly SeriesPhotoFacts[], nowMs: number): { reset: number[]; ahead: number[] } {
  const walls = photos.map(({ capture }) => capture.wallMs);
  const known = walls.filter((ms) => ms !== undefined).sort((a, b) => a - b);
  const middle = known[Math.floor(known.length / 2)] ?? 0;
  const alone = (ms: number): boolean => known.every((other) => Math.abs(other - ms) > AROUND_MS || isNewYear(other));
  const reset = walls.flatMap((ms, i) => ms !== undefined && (ms < FIRST_YEAR_MS || (isNewYear(ms) && (ms < Date.UTC(2000, 0, 3) || (middle - ms > RESET_BEFORE_REST_MS && alone(ms))))) ? [i] : []);
  const ahead = walls.flatMap((ms, i) => ms !== undefined && ms > nowMs + AHEAD_MS ? [i] : []);
  return { reset, ahead };
}

export interface SeriesTimes {
  times: (PhotoTime | undefined)[];
  /** Times of clocks that were never set: good for the order among themselves only. */
  unsetClock: (number | undefined)[];
  doubts: Doubt[];
}

/** EXIF of the moment before names, and names of whatever kind before the date on which a program saved the file. */
export function captureTimes(photos: readonly SeriesPhotoFacts[], nowMs: number): SeriesTimes {
  const { reset, ahead } = wrongClocks(photos, nowMs);
  const doubtful = new Set([...reset, ...ahead]);
  // Where no clock is right, the wrong ones still tell what came first.
  const allWrong = photos.every(({ capture, name }, i) => (capture.wallMs === undefined || doubtful.has(i)) && name.time === undefined);
  const wrong = allWrong ? new Set<number>() : doubtful;
  const zones = photos.flatMap(({ capture: { zoneMinutes } }, i) => zoneMinutes === undefined || wrong.has(i) ? [] : [zoneMinutes]);
  const zone = mostFrequent(zones);
  const assumed: number[] = [];
  const numbered = new Set(nameSequences(photos.map(({ name }) => name)).flatMap((sequence) => sequence.photos));
  const times = photos.map(({ capture, name }, i): PhotoTime | undefined => {
    const { wallMs, field, zoneMinutes, subSecond = false, clock = '' } = capture;
    const usable = wallMs !== undefined && field !== undefined && !wrong.has(i);
    if (usable && (field !== 'modified' || (!name.time && !numbered.has(i)))) {
      const guessed = zone !== undefined && zoneMinutes === undefined;
      if (guessed) assumed.push(i);
      const ms = wallMs - (zone === undefined ? 0 : zoneMinutes ?? zone) * MINUTE_MS;
      return { ms, source: field === 'modified' ? 'saved' : 'exif', shown: shownTime(wallMs, subSecond, zoneMinutes), confidence: Math.min(CONFIDENCE[field], guessed ? CONFIDENCE.assumedZone : 1, doubtful.has(i) ? CONFIDENCE.wrongClock : 1), subSecond, clock, correctionMs: 0 };
    }
    if (!name.time) return undefined;
    const { ms, utc } = name.time;
    const zoneless = utc !== (zone !== undefined);
    const onAxis = zone === undefined || utc ? ms : ms - zone * MINUTE_MS;
    return { ms: onAxis, source: 'name', shown: `${new Date(ms).toISOString().slice(0, ms % 1000 === 0 ? 19 : 23)}${utc ? '+00:00' : ''}`, confidence: CONFIDENCE.name, subSecond: ms % 1000 !== 0, clock: zoneless && utc ? 'names in UTC' : 'names', correctionMs: 0 };
  });
  return { times, unsetClock: photos.map(({ capture: { wallMs } }, i) => wrong.has(i) ? wallMs : undefined), doubts: clockDoubts(photos, { reset, ahead, assumed, zone }) };
}

function clockDoubts(photos: readonly SeriesPhotoFacts[], { reset, ahead, assumed, zone }: { reset: readonly number[]; ahead: readonly number[]; assumed: readonly number[]; zone: number | undefined }): Doubt[] {
  const dayOf = (i: number | undefined): string => new Date(photos[i ?? 0]?.capture.wallMs ?? 0).toISOString().slice(0, 10);
  const elsewhere = photos.flatMap(({ capture: { zoneMinutes } }, i) => zoneMinutes !== undefined && zoneMinutes !== zone ? [i] : []);
  return [
    ...reset.length > 0 ? [{ kind: 'clock_reset', weight: 'contradiction', photos: reset, confidence: 0.9, values: { day: dayOf(reset[0]) } } as const] : [],
    ...ahead.length > 0 ? [{ kind: 'clock_ahead', weight: 'contradiction', photos: ahead, confidence: 0.95, values: { day: dayOf(ahead[0]) } } as const] : [],
    ...assumed.length > 0 ? [{ kind: 'zone_assumed', weight: 'doubt', photos: assumed, confidence: 0.6, values: { hours: String((zone ?? 0) / 60) } } as const] : [],
    ...elsewhere.length > 0 ? [{ kind: 'zone_change', weight: 'note', photos: elsewhere, confidence: 0.9, values: {} } as const] : [],
  ];
}
