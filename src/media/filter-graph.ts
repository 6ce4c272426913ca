/** ffmpeg's arguments for one decode: which filters make which raw stream on which pipe. */
import type { SampledAudio, SampledVideo } from '@aima/sdk';
import type { Ffmpeg } from './binaries.ts';
import type { DecodeNeeds } from './decode-request.ts';
import { safeInput } from './ffprobe.ts';
import { EVERY_FRAME_NEED, fit, type Fitted, type Size, type SizeNeed } from './fit.ts';
import { swapsSides, uprightFilters } from './orientation.ts';
import type { FilmPicture, FilmSource } from './probe-result.ts';
import { asInput } from './source-file.ts';

export interface DecodePlan {
  args: string[];
  /** One pipe each, in the order of file descriptors 3, 4, …: first `timed` (every frame), then sampled, then audio. */
  timed: 'every_frame' | 'clock' | undefined;
  everyFrame: Fitted | undefined;
  sampled: readonly Fitted[];
  pipeCount: number;
}

/** File descriptors 0 to 2 are standard. */
const FIRST_PIPE = 3;

export const shownSize = (picture: FilmPicture): Size =>
  swapsSides(picture.orientation) ? { width: picture.stored.height, height: picture.stored.width } : picture.stored;

export function planDecode(path: string, source: FilmSource, needs: DecodeNeeds, ffmpeg: Ffmpeg): DecodePlan {
  const { picture, sound } = source;
  const sees = picture !== undefined && (needs.everyFrame || needs.sampled.length > 0);
  const timed = !sees ? undefined : needs.everyFrame ? 'every_frame' : 'clock';
  const fitted = picture ? needs.sampled.map((need) => fit(shownSize(picture), need)) : [];
  const everyFrame = picture && needs.everyFrame ? fit(shownSize(picture), EVERY_FRAME_NEED) : undefined;
  const hears = sound !== undefined && needs.audio.length > 0;

  const outputs: string[] = [];
  let pipe = FIRST_PIPE;
  if (sees) {
    for (const label of ['timed', ...fitted.map((_, i) => `v${i}`)]) {
      // Encoder ticks of 1 µs: the default, one over the frame rate, would round variable rates away.
      outputs.push('-map', `[${label}]`, ...ffmpeg.passthrough, '-enc_time_base', '1:1000000', '-c:v', 'rawvideo', '-map_metadata', '-1', '-flush_packets', '1', '-f', 'nut', `pipe:${pipe++}`);
    }
  }
  if (hears) for (const i of needs.audio.keys()) outputs.push('-map', `[a${i}]`, '-c:a', 'pcm_f32le', '-f', 'f32le', `pipe:${pipe++}`);

  // Two graphs: in a single one, pictures would pile up while a late sound has not begun.
  const graphs = [
    ...(sees ? ['-filter_complex', pictureGraph(source, picture, needs.sampled, everyFrame)] : []),
    ...(hears ? ['-filter_complex', soundGraph(source, sound.index, needs.audio)] : []),
  ];
  // A pipe is allowed only for output; -noautorotate, because turning the small picture is cheaper than the large one.
  const args = [...safeInput(path), ...(source.keyframesOnly ? ['-skip_frame', 'nokey'] : []), ...timesOf(source), '-noautorotate', '-i', asInput(path), ...graphs, ...outputs];
  return { args, timed, everyFrame, sampled: fitted, pipeCount: pipe - FIRST_PIPE };
}

/** Without an index a jump may land behind the place; so it aims this much before it. */
const LEAD_SECONDS = 5;
/** Half a millisecond before the place, so that rounding moves no frame across it. */
const BEFORE_SECONDS = 0.0005;

const leadOf = ({ fromMs }: NonNullable<FilmSource['stretch']>): number => Math.min(LEAD_SECONDS, fromMs / 1000);

/** Input options that put time 0 where it belongs: at the medium's start, or `leadOf` before the stretch. */
function timesOf({ stretch, offsetSeconds }: FilmSource): string[] {
  if (!stretch) return offsetSeconds === 0 ? [] : ['-itsoffset', offsetSeconds.toFixed(6)];
  const { fromMs, toMs } = stretch;
  const from = fromMs / 1000 - leadOf(stretch);
  return ['-ss', (from - offsetSeconds).toFixed(6), '-t', (toMs / 1000 - from + 1).toFixed(3)];
}

/** Filters that leave of a stream what lies in the stretch, from 0 on. */
function cut({ stretch }: FilmSource, kind: '' | 'a'): string {
  if (!stretch) return '';
  const lead = leadOf(stretch);
  const length = (stretch.toMs - stretch.fromMs) / 1000;
  const start = Math.max(0, lead - BEFORE_SECONDS);
  return `${kind}trim=start=${start.toFixed(6)}:end=${(lead + length - BEFORE_SECONDS).toFixed(6)},${kind}setpts=PTS-${lead.toFixed(6)}/TB,`;
}

function pictureGraph(source: FilmSource, picture: FilmPicture, sampled: readonly SampledVideo[], everyFrame: Fitted | undefined): string {
  const cadences = [...new Set(sampled.map((need) => need.everyMs))];
  const split = `[0:${picture.index}]${cut(source, '')}split=${cadences.length + 1}[all]${cadences.map((_, c) => `[c${c}]`).join('')}`;
  const timed = everyFrame ? `[all]${toSize(picture, everyFrame, EVERY_FRAME_NEED)}[timed]` : '[all]scale=2:2:flags=neighbor,format=gray[timed]';
  const groups = cadences.map((everyMs, c) => {
    const members = [...sampled.entries()].filter(([, need]) => need.everyMs === everyMs);
    const out = members.map(([i]) => `[s${i}]`).join('');
    return `[c${c}]${takeEvery(everyMs)},split=${members.length}${out}`;
  });
  const scales = sampled.map((need, i) => `[s${i}]${toSize(picture, fit(shownSize(picture), need), need)}[v${i}]`);
  return [split, timed, ...groups, ...scales].join(';');
}

/** One frame when the time reaches the next multiple; in whole milliseconds, as the frames' times are given. */
const takeEvery = (everyMs: number): string =>
  `select='isnan(prev_selected_t)+gt(floor(round(t*1000)/${everyMs}),floor(round(prev_selected_t*1000)/${everyMs}))'`;

/**
 * Averaging every pixel of every large frame costs a quarter of its decoding. Four of sixteen, taken evenly and then
 * averaged, cost a third of that and look the same at this size.
 */
const COARSE = 3;
const COARSE_FROM = 6;

function toSize(picture: FilmPicture, { frame, content }: Fitted, need: SizeNeed): string {
  const turned = swapsSides(picture.orientation);
  const width = turned ? content.height : content.width;
  const height = turned ? content.width : content.height;
  const matrix = picture.assumeBt709 ? ':in_color_matrix=bt709' : '';
  const smaller = width <= picture.stored.width && height <= picture.stored.height;
  const coarse = need === EVERY_FRAME_NEED && picture.stored.width >= COARSE_FROM * width && picture.stored.height >= COARSE_FROM * height;
  return [
    ...(coarse ? [`scale=${COARSE * width}:${COARSE * height}:flags=fast_bilinear`] : []),
    `scale=${width}:${height}:flags=${smaller ? 'area' : 'bicubic'}${matrix}`,
    picture.alpha ? 'format=rgba' : 'format=rgb24',
    ...uprightFilters(picture.orientation),
    ...(need.fit === 'pad' ? [`pad=${frame.width}:${frame.height}:0:0:black`] : []),
    'setsar=1',
  ].join(',');
}

/** Silence where the sound starts late or has holes, so that sample n belongs to n / rate. */
function soundGraph(source: FilmSource, index: number, audio: readonly SampledAudio[]): string {
  const outs = audio.map((_, i) => `[t${i}]`).join('');
  const tracks = audio.map(({ sampleRateHz, channels }, i) =>
    `[t${i}]aresample=${sampleRateHz}:async=1:first_pts=0,aformat=sample_fmts=flt:sample_rates=${sampleRateHz}:channel_layouts=${channels === 1 ? 'mono' : 'stereo'}[a${i}]`);
  return [`[0:${index}]${cut(source, 'a')}asplit=${audio.length}${outs}`, ...tracks].join(';');
}
