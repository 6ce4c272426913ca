/** One run of ffmpeg: its pipes, its complaints, its end. Always killed hard, because it may wait on a full pipe. */
import { spawn } from 'node:child_process';
import { Readable } from 'node:stream';
import { notStarted, type Ffmpeg } from './binaries.ts';

export interface FfmpegEnd {
  exitCode: number | null;
  /** Lines that it wrote at level `error`, the first ones. */
  complaints: readonly string[];
}

export interface FfmpegRun {
  /** File descriptors 3, 4, … of the process, to be read. */
  pipes: readonly Readable[];
  /** Standard output. */
  output: Readable;
  /** Rejects with FFMPEG_MISSING where it could not be started. */
  ended: Promise<FfmpegEnd>;
  kill(): void;
}

const KEPT_LINES = 200;

export function runFfmpeg({ path }: Ffmpeg, args: readonly string[], pipeCount: number): FfmpegRun {
  const extra = Array.from({ length: pipeCount }, () => 'pipe' as const);
  const child = spawn(path, ['-hide_banner', '-nostdin', '-loglevel', 'error', ...args], { stdio: ['ignore', 'pipe', 'pipe', ...extra] });
  const { stdout, stderr } = child;
  const pipes = child.stdio.slice(3).filter((pipe) => pipe instanceof Readable);
  if (!stdout || !stderr || pipes.length !== pipeCount) throw notStarted('ffmpeg', undefined);

  const complaints: string[] = [];
  let rest = '';
  stderr.setEncoding('utf8').on('data', (text: string) => {
    const lines = (rest + text).split('\n');
    rest = (lines.pop() ?? '').slice(-4096);
    for (const line of lines) if (line.trim() !== '' && complaints.length < KEPT_LINES) complaints.push(line);
  });

  const ended = new Promise<FfmpegEnd>((resolve, reject) => {
    child.once('error', (error) => { reject(notStarted('ffmpeg', error)); });
    // Not 'close': the pipes may be held back by a slow consumer for as long as it likes.
    child.once('exit', (exitCode) => {
      const done = (): void => { resolve({ exitCode, complaints: rest.trim() === '' ? complaints : [...complaints, rest] }); };
      if (stderr.readableEnded || stderr.destroyed) done();
      else stderr.once('close', done);
    });
  });
  ended.catch(() => undefined); // whoever waits for it meets the error
  for (const pipe of pipes) pipe.on('error', () => undefined); // a torn pipe is an ended pipe
  return {
    pipes,
    output: stdout,
    ended,
    kill: () => {
      child.kill('SIGKILL');
      for (const pipe of pipes) pipe.destroy();
    },
  };
}
