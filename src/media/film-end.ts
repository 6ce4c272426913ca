/** What came of a film, compared with what its container promised. */
import { AppError } from '../kernel/app-error.ts';
import { coverageOf, pictureTolerance, soundTolerance, type FrameClock } from './coverage.ts';
import type { DecodeEnd } from './decode-request.ts';
import type { FfmpegEnd } from './ffmpeg-process.ts';
import type { FilmSource, Probe } from './probe-result.ts';

export interface FilmCame {
  /** The file's base name. */
  name: string;
  facts: Probe['facts'];
  source: FilmSource;
  /** Undefined: no picture was asked for. */
  clock: FrameClock | undefined;
  /** Seconds of sound, undefined: none was asked for. */
  sound: number | undefined;
  ended: FfmpegEnd;
  stopped: boolean;
}

const MAX_PADDING_SECONDS = 0.15;

/** Throws MEDIA_UNREADABLE where nothing at all came. */
export function judgeFilm({ name, facts, source, clock, sound, ended, stopped }: FilmCame): DecodeEnd {
  const came = Math.max(clock?.end() ?? 0, sound ?? 0);
  // Codecs fill their last block up; that is no sound of the medium.
  const padding = came - facts.durationMs / 1000;
  const end = padding > 0 && padding < MAX_PADDING_SECONDS ? facts.durationMs / 1000 : came;
  const analysedMs = Math.round(end * 1000);
  if (stopped) return { analysedMs, coverage: facts.durationMs > 0 ? Math.min(1, analysedMs / facts.durationMs) : 0, warnings: [] };
  if ((clock?.frames ?? 0) === 0 && (sound ?? 0) === 0) {
    throw new AppError('MEDIA_UNREADABLE', `Nothing in '${name}' could be decoded.`, {}, ended.complaints.join('\n'));
  }
  const damaged = ended.complaints.length > 0 || ended.exitCode !== 0;
  const holes = clock && damaged ? clock.missing(Math.max(0.25, 4 * clock.typical())) : 0;
  const ownEnds = [clock ? source.picture?.endSeconds : undefined, sound === undefined ? undefined : source.sound?.endSeconds];
  const alone = (clock === undefined || !source.sound) || (sound === undefined || !source.picture);
  const promised = (own: number | undefined): number | undefined => own ?? (alone && ownEnds.every((e) => e === undefined) ? source.endSeconds : undefined);

  const coverages: number[] = [];
  if (clock) {
    const promisedEnd = promised(source.picture?.endSeconds);
    const tolerance = pictureTolerance(clock, promisedEnd ?? end, facts.variableFrameRate ?? false, damaged);
    coverages.push(coverageOf({ end: clock.end(), promisedEnd, missing: holes, tolerance }));
  }
  if (sound !== undefined) {
    const promisedEnd = promised(source.sound?.endSeconds);
    coverages.push(coverageOf({ end: sound, promisedEnd, missing: 0, tolerance: soundTolerance(promisedEnd ?? end) }));
  }
  // Without promises per stream: the container's, kept by whichever stream lasts longest.
  if (source.endSeconds !== undefined && ownEnds.every((e) => e === undefined) && (damaged || (clock && sound !== undefined))) {
    coverages.push(coverageOf({ end, promisedEnd: source.endSeconds, missing: 0, tolerance: soundTolerance(source.endSeconds) }));
  }
  const coverage = Math.round(Math.min(1, ...coverages) * 10_000) / 10_000;
  return { analysedMs, coverage, warnings: coverage < 1 ? [{ code: 'MEDIA_TRUNCATED', message: sentence(name, coverage, end, source.endSeconds, holes) }] : [] };
}

function sentence(name: string, coverage: number, end: number, promised: number | undefined, holes: number): string {
  const percent = `${Math.floor(coverage * 100)} % of it could be read`;
  if (promised !== undefined && promised - end > 0.5) return `'${name}' ends after ${end.toFixed(1)} s although it promises ${promised.toFixed(1)} s; ${percent}.`;
  if (holes > 0) return `'${name}' is damaged: ${holes.toFixed(1)} s are missing inside; ${percent}.`;
  return `'${name}' is damaged; ${percent}.`;
}
