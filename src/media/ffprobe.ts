/** Asks ffprobe what is in a file; no file can make it read another one or the network. */
import { execFile } from 'node:child_process';
import { z } from 'zod';
import { AppError } from '../kernel/app-error.ts';
import { ffprobePath, notStarted } from './binaries.ts';
import { asInput, isLent } from './source-file.ts';

/** Containers of picture and sound. Playlists, scripts, devices and numbered image series are not among them. */
export const CONTAINERS: readonly string[] = [
  'mov', 'mp4', 'm4a', '3gp', '3g2', 'mj2', 'matroska', 'webm', 'avi', 'asf', 'asf_o', 'flv', 'live_flv', 'mpegts', 'mpeg', 'mpegvideo', 'm4v', 'h263', 'h264', 'hevc',
  'av1', 'obu', 'ivf', 'vc1', 'mjpeg', 'ogg', 'mxf', 'gxf', 'nut', 'rm', 'dv', 'wtv', 'nuv', 'y4m', 'yuv4mpegpipe', 'gif', 'apng', 'swf', 'roq',
  'mp3', 'aac', 'ac3', 'eac3', 'dts', 'dtshd', 'truehd', 'mlp', 'flac', 'wav', 'w64', 'aiff', 'au', 'caf', 'amr', 'amrnb', 'amrwb', 'ape', 'wv', 'tta', 'tak', 'mpc', 'mpc8',
  'dsf', 'voc', 'oma', 'aea', 'xwma', 'spdif', 'loas',
];
/** Single pictures that sharp cannot read. */
const PICTURES = ['bmp_pipe', 'j2k_pipe', 'psd_pipe', 'png_pipe', 'jpeg_pipe', 'webp_pipe', 'tiff_pipe', 'ppm_pipe', 'pgm_pipe', 'pbm_pipe', 'pam_pipe', 'dpx_pipe', 'exr_pipe', 'qoi_pipe', 'sgi_pipe', 'pcx_pipe', 'ico', 'jpegxl_pipe', 'jpegxl_anim'];

/** The family of formats that hold one picture each. */
export const isPhotoFormat = (formatName: string): boolean => formatName.split(',').some((name) => PICTURES.includes(name));

const FORMATS = [...CONTAINERS, ...PICTURES].join(',');

/** Options before `-i` for ffmpeg and ffprobe alike: a file sees files only, a lent address HTTP only. */
export const safeInput = (source: string): readonly string[] =>
  ['-protocol_whitelist', isLent(source) ? 'http,tcp' : 'file,pipe', '-format_whitelist', FORMATS];

const NumberText = z.coerce.number().optional().catch(undefined);

const Stream = z.object({
  index: z.int(),
  codec_type: z.string().optional(),
  codec_name: z.string().optional(),
  width: z.number().optional(),
  height: z.number().optional(),
  sample_aspect_ratio: z.string().optional(),
  pix_fmt: z.string().optional(),
  color_space: z.string().optional(),
  field_order: z.string().optional(),
  r_frame_rate: z.string().optional(),
  avg_frame_rate: z.string().optional(),
  start_time: NumberText,
  duration: NumberText,
  nb_frames: NumberText,
  sample_rate: NumberText,
  channels: z.number().optional(),
  bits_per_sample: z.number().optional(),
  bits_per_raw_sample: NumberText,
  disposition: z.record(z.string(), z.number()).optional(),
  tags: z.record(z.string(), z.string()).optional(),
  side_data_list: z.array(z.object({ displaymatrix: z.string().optional() })).optional(),
});
export type ProbedStream = z.infer<typeof Stream>;

const Answer = z.object({
  packets: z.array(z.object({ stream_index: z.int(), pts_time: NumberText })).default([]),
  streams: z.array(Stream).default([]),
  format: z.object({
    format_name: z.string(),
    start_time: NumberText,
    duration: NumberText,
    probe_score: z.number().default(100),
    tags: z.record(z.string(), z.string()).optional(),
  }),
});

export interface Probed extends z.infer<typeof Answer> {
  /** The container has no duration of its own: this one is computed from the size. */
  durationGuessed: boolean;
}

/** Enough to see whether frames come at a steady rate. */
const FIRST_PACKETS = 300;
const TIME_LIMIT_MS = 60_000;

interface Ran {
  failed: Error | undefined;
  stdout: string;
  stderr: string;
}

function runFfprobe(args: readonly string[], signal?: AbortSignal): Promise<Ran> {
  return new Promise((resolve, reject) => {
    const options = { timeout: TIME_LIMIT_MS, maxBuffer: 256 << 20, killSignal: 'SIGKILL' as const, ...(signal ? { signal } : {}) };
    execFile(ffprobePath(), ['-hide_banner', ...args], options, (error, stdout, stderr) => {
      if (signal?.aborted) reject(new AppError('CANCELLED', 'Cancelled.', {}, error));
      else if (error && typeof error.code === 'string' && error.code.startsWith('E')) reject(notStarted('ffprobe', error));
      else resolve({ failed: error ?? undefined, stdout, stderr });
    });
  });
}

/** Throws MEDIA_UNREADABLE, MEDIA_UNSUPPORTED, FFMPEG_MISSING, CANCELLED. */
export async function askFfprobe(file: string, name: string, signal?: AbortSignal): Promise<Probed> {
  const ran = await runFfprobe(['-v', 'warning', ...safeInput(file), '-show_format', '-show_streams', '-show_entries', 'packet=stream_index,pts_time', '-read_intervals', `%+#${FIRST_PACKETS}`, '-of', 'json', asInput(file)], signal);
  if (ran.failed) throw refusal(name, ran);
  const parsed = Answer.safeParse(JSON.parse(ran.stdout));
  if (!parsed.success) throw new AppError('MEDIA_UNREADABLE', `'${name}' has no readable picture or sound.`, {}, parsed.error);
  return { ...parsed.data, durationGuessed: /Estimating duration from bitrate/.test(ran.stderr) };
}

function refusal(name: string, { stderr, failed }: Ran): AppError {
  const because = (code: 'MEDIA_UNREADABLE' | 'MEDIA_UNSUPPORTED', message: string): AppError => new AppError(code, message, {}, failed);
  if (/moov atom not found/.test(stderr)) return because('MEDIA_UNREADABLE', `'${name}' seems cut off: its table of contents (moov), which stands at the end, is missing.`);
  if (/not on whitelist/i.test(stderr)) return because('MEDIA_UNSUPPORTED', `'${name}' is a playlist, a script or text, not a video, photo or sound file.`);
  return because('MEDIA_UNREADABLE', `'${name}' is not a video, photo or sound file that can be read.`);
}

/** Last presentation time among all packets, in seconds; reads the whole file without decoding. */
export async function endOfPackets(file: string, stream: number, signal?: AbortSignal): Promise<number | undefined> {
  const { stdout } = await runFfprobe(['-v', 'error', ...safeInput(file), '-select_streams', String(stream), '-show_entries', 'packet=pts_time,duration_time', '-of', 'csv=p=0', asInput(file)], signal);
  let end: number | undefined;
  for (const line of stdout.split('\n')) {
    const [at, length] = line.split(',').map(Number);
    if (at !== undefined && Number.isFinite(at) && line !== '') end = Math.max(end ?? 0, at + (length !== undefined && Number.isFinite(length) ? length : 0));
  }
  return end;
}
