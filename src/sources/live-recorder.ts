/** One ffmpeg that cuts what plays into short files without decoding it, each beginning with a picture that stands alone. */
import { spawn, type ChildProcess } from 'node:child_process';
import { readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import type { Readable, Writable } from 'node:stream';
import { AppError } from '../kernel/app-error.ts';
import type { Ffmpeg } from '../media/index.ts';
import { sparseEnvironment } from './downloader-process.ts';
import type { LiveInput } from './live-input.ts';

export interface RecordedPiece {
  file: string;
  /** On the clock of this connection, which begins at 0. */
  startMs: number;
  endMs: number;
}

export interface RecorderEnd {
  exitCode: number | null;
  complaints: readonly string[];
  /** What this side ended it for. */
  failure?: AppError;
}

export interface Recorder {
  ended: Promise<RecorderEnd>;
  /** Finishes the running piece, then ends. */
  stop(): void;
  kill(): void;
}

export interface Recording {
  ffmpeg: Ffmpeg;
  input: LiveInput;
  folder: string;
  /** Of the files of this connection. */
  prefix: string;
  segmentSeconds: number;
  /** What may still be recorded. */
  leftMs?: number | undefined;
  limits: RecorderLimits;
  /** Waits where the source has to wait for the analysis. */
  mayFeed(): Promise<void>;
  onPiece(piece: RecordedPiece): void;
}

export interface RecorderLimits {
  /** A piece that grows beyond this has no picture to begin the next one with. */
  mostPieceBytes: number;
  mostPieceMs: number;
  /** Without a new byte, milliseconds; then the connection counts as lost. */
  silenceMs: number;
}

const KEPT_LINES = 20;
const LAST_PIECE_MS = 4_000;
const WATCH_MS = 1_000;

function argumentsOf({ input, folder, prefix, segmentSeconds, leftMs }: Recording): string[] {
  return [
    '-hide_banner', '-nostdin', '-loglevel', 'error', ...input.args, ...(leftMs === undefined ? [] : ['-t', String(leftMs / 1000)]),
    '-sn', '-dn', '-c', 'copy', '-f', 'segment', '-segment_time', String(segmentSeconds), '-segment_format', 'matroska', '-reset_timestamps', '1',
    '-segment_list', 'pipe:1', '-segment_list_type', 'csv', `file:${path.join(folder, `${prefix}-%06d.mkv`)}`,
  ];
}

/** Files of the process are readable for this user alone. */
function spawnPrivately(program: string, args: readonly string[], env: Readonly<Record<string, string>>, piped: boolean): ChildProcess {
  const before = process.umask(0o077); // a child inherits the mask of this moment
  try {
    return spawn(program, args, { stdio: [piped ? 'pipe' : 'ignore', 'pipe', 'pipe'], detached: true, env: { ...sparseEnvironment(process.env), ...env } });
  } finally {
    process.umask(before);
  }
}

/** Hands the source on no faster than it may; a program that ended takes no more. */
async function feed(from: Readable, to: Writable, mayFeed: () => Promise<void>): Promise<void> {
  to.on('error', () => undefined);
  for await (const chunk of from) {
    await mayFeed();
    if (to.destroyed) return;
    if (!to.write(chunk)) await drained(to);
  }
  to.end();
}

/** Or closed: then nothing is taken any more. */
const drained = (to: Writable): Promise<void> => new Promise((resolve) => {
  const done = (): void => {
    to.off('drain', done).off('close', done);
    resolve();
  };
  to.on('drain', done).on('close', done);
});

/** `name,start,end` with seconds. */
function pieceOf(line: string, folder: string): RecordedPiece | undefined {
  const [, name, start, end] = /^"?(.+?)"?,([\d.]+),([\d.]+)$/.exec(line.trim()) ?? [];
  if (name === undefined) return undefined;
  return { file: path.join(folder, path.basename(name)), startMs: Math.round(Number(start) * 1000), endMs: Math.round(Number(end) * 1000) };
}

export function startRecorder(recording: Recording): Recorder {
  const { ffmpeg, input, folder, limits } = recording;
  const child = spawnPrivately(ffmpeg.path, argumentsOf(recording), input.env, input.input !== undefined);
  const complaints: string[] = [];
  let failure: AppError | undefined;
  let stopping: NodeJS.Timeout | undefined;
  const kill = (): void => { child.kill('SIGKILL'); };
  const stop = (): void => {
    if (stopping) return;
    child.kill('SIGTERM');
    stopping = setTimeout(kill, LAST_PIECE_MS);
  };
  lines(child.stdout, (line) => {
    const piece = pieceOf(line, folder);
    if (piece) recording.onPiece(piece);
  });
  lines(child.stderr, (line) => { if (complaints.length < KEPT_LINES) complaints.push(line); });
  if (input.input && child.stdin) void feed(input.input, child.stdin, recording.mayFeed).catch(stop);
  const unwatch = watch(recording, limits, input.input === undefined, (error) => {
    failure = error;
    kill();
  });
  const ended = new Promise<RecorderEnd>((resolve, reject) => {
    child.once('error', (error) => { reject(new AppError('FFMPEG_MISSING', 'The program ffmpeg could not be started.', {}, error)); });
    child.once('close', (exitCode) => { resolve({ exitCode, complaints, ...(failure ? { failure } : {}) }); });
  }).finally(() => {
    clearTimeout(stopping);
    unwatch();
  });
  ended.catch(() => undefined); // whoever waits for it meets the error
  return { ended, stop, kill };
}

function lines(stream: Readable | null, take: (line: string) => void): void {
  let rest = '';
  stream?.setEncoding('utf8').on('data', (text: string) => {
    const each = (rest + text).split('\n');
    rest = (each.pop() ?? '').slice(-65_536);
    for (const line of each) if (line.trim() !== '') take(line);
  });
}

/** Looks at the file that grows: too large, too long, or not growing at all. */
function watch({ folder, prefix }: Recording, limits: RecorderLimits, mayTimeOut: boolean, end: (error: AppError) => void): () => void {
  let [name, size, since, grown] = ['', -1, Date.now(), Date.now()];
  const look = async (): Promise<void> => {
    const newest = (await readdir(folder)).filter((each) => each.startsWith(`${prefix}-`)).sort().at(-1) ?? '';
    const bytes = newest === '' ? 0 : (await stat(path.join(folder, newest))).size;
    if (newest !== name) [name, since] = [newest, Date.now()];
    if (bytes !== size) [size, grown] = [bytes, Date.now()];
    const long = newest !== '' && (bytes > limits.mostPieceBytes || Date.now() - since > limits.mostPieceMs && Date.now() - grown < WATCH_MS * 2);
    if (long) end(new AppError('MEDIA_UNSUPPORTED', 'The stream cannot be cut: too long without a picture that stands alone.'));
    else if (mayTimeOut && Date.now() - grown > limits.silenceMs) end(new AppError('SOURCE_UNREACHABLE', 'Nothing came for too long.'));
  };
  const timer = setInterval(() => { look().catch(() => undefined); }, WATCH_MS); // the folder may be gone at the end
  return () => { clearInterval(timer); };
}
