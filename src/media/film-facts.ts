/** From ffprobe's answer to what AIMA knows of a video or a sound. */
import { AppError } from '../kernel/app-error.ts';
import type { Probed, ProbedStream } from './ffprobe.ts';
import { fromDisplayMatrix, swapsSides, UPRIGHT } from './orientation.ts';
import type { FilmPicture, FilmSound, FilmSource, Probe } from './probe-result.ts';

export interface ChosenStreams {
  picture?: ProbedStream & { width: number; height: number };
  sound?: ProbedStream;
}

const decodable = ({ codec_name }: ProbedStream): boolean => codec_name !== undefined && codec_name !== 'unknown' && codec_name !== 'none';
const isDefault = (stream: ProbedStream): boolean => stream.disposition?.['default'] === 1;
const preferred = <T extends ProbedStream>(streams: readonly T[]): T | undefined => streams.find(isDefault) ?? streams[0];

const isPicture = (stream: ProbedStream): stream is ProbedStream & { width: number; height: number } =>
  stream.codec_type === 'video' && decodable(stream) && (stream.width ?? 0) > 0 && (stream.height ?? 0) > 0
  && stream.disposition?.['attached_pic'] !== 1 && stream.disposition?.['timed_thumbnails'] !== 1;
const isSound = (stream: ProbedStream): boolean =>
  stream.codec_type === 'audio' && decodable(stream) && (stream.sample_rate ?? 0) > 0 && (stream.channels ?? 0) > 0;

export function chooseStreams(streams: readonly ProbedStream[]): ChosenStreams {
  const picture = preferred(streams.filter(isPicture));
  const sound = preferred(streams.filter(isSound));
  return { ...(picture && { picture }), ...(sound && { sound }) };
}

/** `a/b` or `a:b`; undefined where either is 0 or missing. */
function ratio(text: string | undefined): number | undefined {
  const [a, b] = (text ?? '').split(/[/:]/).map(Number);
  return a && b && a > 0 && b > 0 ? a / b : undefined;
}

/** Matroska keeps the duration of a stream in a tag: hours:minutes:seconds. */
function tagDuration(stream: ProbedStream): number | undefined {
  const tag = Object.entries(stream.tags ?? {}).find(([key]) => /^DURATION(-|$)/i.test(key))?.[1];
  const [h, m, s] = (tag ?? '').split(':').map(Number);
  return h !== undefined && m !== undefined && s !== undefined ? h * 3600 + m * 60 + s : undefined;
}

/** Promised end of one stream, on the container's own time axis. */
function endOfStream(stream: ProbedStream, durationGuessed: boolean): number | undefined {
  const tagged = tagDuration(stream);
  // Matroska's tag holds the end, not the length.
  if (tagged !== undefined && tagged > 0) return tagged;
  return stream.duration !== undefined && stream.duration > 0 && !durationGuessed ? (stream.start_time ?? 0) + stream.duration : undefined;
}

const bitsOf = (stream: ProbedStream): number | undefined => {
  const named = /(?:p|gray|bayer_\w+?)(9|10|12|14|16)(?:le|be)$/.exec(stream.pix_fmt ?? '')?.[1];
  const bits = named ? Number(named) : stream.codec_type === 'audio' ? stream.bits_per_sample || stream.bits_per_raw_sample : 8;
  return bits !== undefined && bits > 0 ? bits : undefined;
};

const ALPHA = /^(?:rgba|bgra|argb|abgr|yuva|gbrap|ya\d|pal8)/;

function pictureOf(stream: ProbedStream & { width: number; height: number }, end: number | undefined): FilmPicture {
  const matrix = stream.side_data_list?.find((data) => data.displaymatrix !== undefined)?.displaymatrix;
  const stretch = ratio(stream.sample_aspect_ratio) ?? 1;
  return {
    index: stream.index,
    // Wider pixels widen the picture, narrower ones heighten it, as players do; none is thrown away.
    stored: {
      width: Math.max(1, Math.round(stream.width * Math.max(1, stretch))),
      height: Math.max(1, Math.round(stream.height / Math.min(1, stretch))),
    },
    orientation: matrix === undefined ? UPRIGHT : fromDisplayMatrix(matrix),
    alpha: ALPHA.test(stream.pix_fmt ?? ''),
    assumeBt709: (stream.color_space ?? 'unknown') === 'unknown' && /^yuv/.test(stream.pix_fmt ?? '') && Math.min(stream.width, stream.height) >= 720,
    ...(end !== undefined && { endSeconds: end }),
  };
}

/** Field-coded pictures count two fields a frame, which is no variable rate. */
function isVariable(stream: ProbedStream, packets: Probed['packets']): boolean {
  const times = packets.flatMap((packet) => (packet.stream_index === stream.index && packet.pts_time !== undefined ? [packet.pts_time] : []));
  return isUneven(times) || ratesDiffer(stream);
}

/** More than one distance in twenty is off the usual one; containers that count milliseconds are off by one or two. */
function isUneven(times: readonly number[]): boolean {
  // The last ones may still wait for frames that are shown before them.
  const sorted = [...times].sort((a, b) => a - b).slice(0, -8);
  const gaps = sorted.slice(1).map((at, i) => at - (sorted[i] ?? 0));
  const usual = [...gaps].sort((a, b) => a - b)[Math.floor(gaps.length / 2)] ?? 0;
  return gaps.filter((gap) => Math.abs(gap - usual) > Math.max(0.0025, 0.1 * usual)).length * 20 > gaps.length;
}

function ratesDiffer(stream: ProbedStream): boolean {
  const base = ratio(stream.r_frame_rate);
  const average = ratio(stream.avg_frame_rate);
  if (base === undefined || average === undefined) return false;
  const interlaced = stream.field_order !== undefined && !['progressive', 'unknown'].includes(stream.field_order);
  const off = (rate: number): number => Math.abs(rate - average) / average;
  return Math.min(off(base), interlaced ? off(base / 2) : Infinity) > 0.02;
}

export interface FilmInput {
  path: string;
  name: string;
  sizeBytes: number;
  container: string;
  probed: Probed;
  /** Size that the file's own header announces; ffprobe takes a cut WAV for a shorter one. */
  announcedBytes?: number;
  /** End by the packets' own times, where the container promises nothing. */
  packetsEnd?: number;
}

/** Throws MEDIA_UNSUPPORTED where there is neither picture nor sound. */
export function filmProbe({ path, name, sizeBytes, container, probed, packetsEnd, announcedBytes }: FilmInput): Probe {
  const { picture, sound } = chooseStreams(probed.streams);
  if (!picture && !sound) throw nothingToSee(name, probed);
  const start = probed.format.start_time ?? 0;
  // Time 0 is the container's start. What lies before 0 is run-up of the sound and is thrown away; pictures never are.
  const origin = start >= 0 ? start : Math.min(0, picture?.start_time ?? 0);
  const onAxis = (end: number | undefined): number | undefined => (end === undefined ? undefined : end - origin);
  const longer = announcedBytes !== undefined && announcedBytes > sizeBytes ? announcedBytes / sizeBytes : 1;
  const duration = probed.format.duration === undefined ? undefined : probed.format.duration * longer;
  const promised = duration !== undefined && duration > 0 && (!probed.durationGuessed || longer > 1) ? duration + start - origin : undefined;
  const end = promised ?? onAxis(packetsEnd);
  const seen = picture && pictureOf(picture, onAxis(endOfStream(picture, probed.durationGuessed)));
  const ownEnd = sound && longer === 1 ? onAxis(endOfStream(sound, probed.durationGuessed)) : undefined;
  const heard: FilmSound | undefined = sound && { index: sound.index, ...(ownEnd !== undefined && { endSeconds: ownEnd }) };
  const source: FilmSource = {
    kind: 'film',
    offsetSeconds: start - origin,
    ...(seen && { picture: seen }),
    ...(heard && { sound: heard }),
    ...(promised !== undefined && { endSeconds: promised }),
  };
  const durationMs = Math.max(0, Math.round((end ?? duration ?? 0) * 1000));
  return { path, name, source, facts: { ...pictureFacts(picture, seen, probed.packets), ...soundFacts(sound, picture === undefined), sizeBytes, durationMs, container } };
}

function nothingToSee(name: string, { streams }: Probed): AppError {
  const subtitles = streams.some((stream) => stream.codec_type === 'subtitle');
  return new AppError('MEDIA_UNSUPPORTED', `'${name}' holds neither picture nor sound${subtitles ? ', only subtitles' : ''}.`);
}

function pictureFacts(
  stream: ProbedStream | undefined, seen: FilmPicture | undefined, packets: Probed['packets'],
): Pick<Probe['facts'], 'kind'> & Partial<Probe['facts']> {
  if (!stream || !seen) return { kind: 'audio' };
  const turned = swapsSides(seen.orientation);
  const fps = ratio(stream.avg_frame_rate) ?? ratio(stream.r_frame_rate);
  const bits = bitsOf(stream);
  return {
    kind: 'video',
    width: turned ? seen.stored.height : seen.stored.width,
    height: turned ? seen.stored.width : seen.stored.height,
    rotation: seen.orientation.rotation,
    variableFrameRate: isVariable(stream, packets),
    ...(fps !== undefined && { fps: Math.round(fps * 1000) / 1000 }),
    ...(stream.codec_name !== undefined && { videoCodec: stream.codec_name }),
    ...(bits !== undefined && { bitsPerSample: bits }),
  };
}

function soundFacts(stream: ProbedStream | undefined, alone: boolean): Pick<Probe['facts'], 'hasAudio'> & Partial<Probe['facts']> {
  if (!stream) return { hasAudio: false };
  const bits = alone ? bitsOf(stream) : undefined;
  return {
    hasAudio: true,
    ...(stream.codec_name !== undefined && { audioCodec: stream.codec_name }),
    ...(stream.sample_rate !== undefined && { sampleRateHz: stream.sample_rate }),
    ...(stream.channels !== undefined && { audioChannels: stream.channels }),
    ...(bits !== undefined && { bitsPerSample: bits }),
  };
}
