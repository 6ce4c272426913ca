/** One ffmpeg process per film: raw pictures and sound over extra pipes, each picture with its time. */
import type { Readable } from 'node:stream';
import { AppError, toAppError } from '../kernel/app-error.ts';
import { findFfmpeg } from './binaries.ts';
import type { Decode, DecodeEnd, DecodeNeeds } from './decode-request.ts';
import { frameClock, type FrameClock } from './coverage.ts';
import { runFfmpeg, type FfmpegEnd } from './ffmpeg-process.ts';
import { judgeFilm } from './film-end.ts';
import { planDecode, shownSize } from './filter-graph.ts';
import { EVERY_FRAME_NEED, fit } from './fit.ts';
import { frameBatcher, type FrameBatcher } from './frame-batches.ts';
import { drainPictures } from './picture-pipe.ts';
import type { FilmSource, Probe } from './probe-result.ts';
import { soundPipe, type SoundPipe } from './sound-pipe.ts';

export interface FilmDecode {
  probe: Probe;
  source: FilmSource;
  needs: DecodeNeeds;
  signal: AbortSignal;
}

interface Streams {
  everyFrame: FrameBatcher | undefined;
  sampled: readonly FrameBatcher[];
  sounds: readonly SoundPipe[];
}

const EVERY_FRAME_BATCH = 32;
/** Unless a need says otherwise. */
const SAMPLED_BATCH = 8;

function openStreams({ source: { picture }, needs }: FilmDecode): Streams {
  const batcher = (need: Parameters<typeof fit>[1], frames: number, buffers: number): FrameBatcher =>
    // Without a picture the size is of no matter: the stream ends at once.
    frameBatcher({ fitted: fit(picture ? shownSize(picture) : { width: 1, height: 1 }, need), frames, buffers });
  return {
    everyFrame: needs.everyFrame ? batcher(EVERY_FRAME_NEED, EVERY_FRAME_BATCH, 3) : undefined,
    sampled: needs.sampled.map((need) => batcher(need, need.batch ?? SAMPLED_BATCH, 2)),
    sounds: needs.audio.map(soundPipe),
  };
}

export function decodeFilm(film: FilmDecode): Decode {
  const streams = openStreams(film);
  const all = [...(streams.everyFrame ? [streams.everyFrame] : []), ...streams.sampled, ...streams.sounds];
  const stopping = new AbortController();
  const closeAll = (error?: Error): void => { for (const stream of all) stream.close(error); };
  const cancelled = new AppError('CANCELLED', 'Cancelled.');
  const onAbort = (): void => {
    closeAll(cancelled);
    stopping.abort();
  };
  film.signal.addEventListener('abort', onAbort, { once: true });
  if (film.signal.aborted) onAbort();

  const work = async (): Promise<DecodeEnd> => {
    try {
      const end = await run(film, streams, stopping.signal);
      film.signal.throwIfAborted();
      closeAll();
      return end;
    } catch (error) {
      const failure = film.signal.aborted ? cancelled : toAppError(error);
      closeAll(failure);
      throw failure;
    } finally {
      film.signal.removeEventListener('abort', onAbort);
    }
  };
  const end = work();
  end.catch(() => undefined); // the streams carry it too; nobody has to wait for `end`
  return {
    sampled: streams.sampled.map(({ batches }) => batches),
    everyFrame: streams.everyFrame?.batches,
    audio: streams.sounds.map(({ windows }) => windows),
    end,
    stop: () => {
      closeAll();
      stopping.abort();
    },
  };
}

/** Starts ffmpeg, drains every pipe and judges what came. */
async function run({ probe, source, needs }: FilmDecode, streams: Streams, stopped: AbortSignal): Promise<DecodeEnd> {
  const plan = planDecode(probe.path, source, needs, await findFfmpeg());
  const clock = frameClock(probe.facts.fps);
  if (plan.pipeCount === 0 || stopped.aborted) return { analysedMs: stopped.aborted ? 0 : probe.facts.durationMs, coverage: stopped.aborted ? 0 : 1, warnings: [] };
  const ffmpeg = runFfmpeg(await findFfmpeg(), plan.args, plan.pipeCount);
  const kill = (): void => { ffmpeg.kill(); };
  stopped.addEventListener('abort', kill, { once: true });
  if (stopped.aborted) kill();
  try {
    const pipes = [...ffmpeg.pipes];
    const alpha = source.picture?.alpha ?? false;
    const drains = drainPipes(pipes, plan.timed, { needs, streams, clock, alpha });
    const samples = await drains.finished;
    const ended: FfmpegEnd = await ffmpeg.ended;
    return judgeFilm({ name: probe.name, facts: probe.facts, source, clock: plan.timed ? clock : undefined, sound: samples, ended, stopped: stopped.aborted });
  } finally {
    stopped.removeEventListener('abort', kill);
    ffmpeg.kill();
  }
}

interface Draining {
  needs: DecodeNeeds;
  streams: Streams;
  clock: FrameClock;
  alpha: boolean;
}

/** `finished`: seconds of sound that came, undefined where none was asked for. */
function drainPipes(pipes: Readable[], timed: 'every_frame' | 'clock' | undefined, { needs, streams, clock, alpha }: Draining): { finished: Promise<number | undefined> } {
  const tasks: Promise<unknown>[] = [];
  if (timed) {
    const every = timed === 'every_frame' ? streams.everyFrame : undefined;
    const accept = (seconds: number): boolean => {
      clock.tick(seconds);
      return true;
    };
    const pipe = pipes.shift();
    if (pipe) tasks.push(drainPictures({ pipe, alpha: every !== undefined && alpha, accept, ...(every && { batcher: every }) }));
    for (const [i, batcher] of streams.sampled.entries()) {
      const sampledPipe = pipes.shift();
      if (sampledPipe) tasks.push(drainPictures({ pipe: sampledPipe, batcher, alpha, accept: onceEvery(needs.sampled[i]?.everyMs ?? 1) }));
    }
  }
  const sounds = streams.sounds.map(async (sound, i) => {
    const pipe = pipes[i];
    return pipe ? (await sound.drain(pipe)) / (needs.audio[i]?.sampleRateHz ?? 1) : undefined;
  });
  const finished = Promise.all([Promise.all(sounds), ...tasks]).then(([seconds]) => seconds.reduce((most, s) => (s === undefined ? most : Math.max(most ?? 0, s)), undefined));
  return { finished };
}

/**
 * ffmpeg's own choice starts anew where the picture changes its size in mid-stream; this one does not. The millisecond is
 * for halves, which ffmpeg may have rounded up where this side rounds down.
 */
function onceEvery(everyMs: number): (seconds: number, atMs: number) => boolean {
  let taken = -1;
  return (_, atMs) => {
    if (Math.floor((atMs + 1) / everyMs) <= taken) return false;
    taken = Math.floor(atMs / everyMs);
    return true;
  };
}
