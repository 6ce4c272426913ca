/** The command `watch`: a job until it ends, from wherever it is. Leaving does not touch the job. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { AnalysisJobDetail, JobState } from '@aima/contract';
import type { Client, Watched } from '@aima/contract/client';
import { printable } from '../analyze/progress.ts';
import { exitCodes } from '../analyze/report-outcome.ts';
import { oneWord, type Remote, type RemoteCommand } from './command.ts';
import { withAllMedia } from './job-media.ts';
import { liveLine, type LiveLine } from './live-line.ts';
import { lengthInWords, runsInWords, statusInWords } from './words.ts';

/** Nobody works on it any more, and nothing comes without a person. */
const ENDED: ReadonlySet<JobState> = new Set(['awaiting_review', 'failed', 'cancelled', 'held', 'archived', 'idle']);
/** Looked at now and then even if no event says so. */
const LOOK_EVERY_MS = 15_000;

type Job = Awaited<ReturnType<Client['api']['getJob']>>;

interface Progress { fraction: number; remainingMs?: number | undefined; step?: string | undefined }

/** Rings when there is something to look at; several rings before the look are one. */
function bell(): { ring(): void; heard(ms: number, signal: AbortSignal): Promise<void> } {
  let rung = false;
  let wake: (() => void) | undefined;
  return {
    ring() {
      rung = true;
      wake?.();
    },
    async heard(ms, signal) {
      if (!rung) {
        const done = new AbortController();
        const either = AbortSignal.any([signal, done.signal]);
        await Promise.race([new Promise<void>((resolve) => { wake = resolve; }), sleep(ms, undefined, { signal: either }).catch(() => undefined)]);
        done.abort();
      }
      rung = false;
      signal.throwIfAborted();
    },
  };
}

function progressIn(message: Watched, jobId: string): Progress | undefined {
  if ('reset' in message || message.kind !== 'job.progress' || message.body['jobId'] !== jobId) return undefined;
  const { progress, remainingMs, step } = message.body;
  return typeof progress === 'number' ? { fraction: progress, remainingMs: typeof remainingMs === 'number' ? remainingMs : undefined, step: typeof step === 'string' ? step : undefined } : undefined;
}

/** Something about the job itself may be new. */
const concerns = (message: Watched, jobId: string): boolean => 'reset' in message || (message.kind === 'job.changed' && message.body['jobId'] === jobId);

function lineOf(job: Job, progress: Progress | undefined, { texts }: Remote): string {
  const name = printable(job.name);
  if (job.state !== 'analysing' || !progress) return `${name}  ${statusInWords(job, texts)}`;
  const left = progress.remainingMs === undefined ? '' : `, ${texts.left(lengthInWords(progress.remainingMs / 1000))}`;
  const doing = Object.entries(texts.step).find(([step]) => step === progress.step)?.[1] ?? texts.state.analysing;
  return `${name}  ${doing} ${Math.floor(progress.fraction * 100)} %${left}`;
}

async function follow(remote: Remote, jobId: string, line: LiveLine, signal: AbortSignal): Promise<Job> {
  const client = await remote.client();
  const { ring, heard } = bell();
  let progress: Progress | undefined;
  let job = await client.api.getJob({ path: { jobId } }, { signal });
  let failure: Error | undefined;
  let told = '';
  const show = (): void => {
    line.draw(() => lineOf(job, progress, remote));
    if (`${job.stage} ${job.state}` === told) return;
    told = `${job.stage} ${job.state}`;
    line.say(`${printable(job.name)}: ${statusInWords(job, remote.texts)}`);
  };
  const watching = (async () => {
    const onConnection = (state: 'open' | 'broken'): void => {
      if (state === 'broken') line.say(remote.texts.broken);
      ring(); // what happened before the connection was open is in the job
    };
    for await (const message of client.watchEvents({ signal, onConnection })) {
      progress = progressIn(message, jobId) ?? progress;
      if (concerns(message, jobId)) ring();
      else show();
    }
  })().catch((error: unknown) => {
    failure = error instanceof Error ? error : new Error(String(error));
    ring();
  });
  for (show(); !ENDED.has(job.state); show()) {
    await heard(LOOK_EVERY_MS, signal);
    if (failure) throw failure;
    job = await client.api.getJob({ path: { jobId } }, { signal });
    progress = job.progress ? { fraction: job.progress.fraction, remainingMs: job.progress.remainingMs } : progress;
  }
  void watching;
  return withAllMedia(client, job, signal);
}

export function exitCodeOfJob({ state, media }: Pick<AnalysisJobDetail, 'state'> & { media: readonly { failure?: unknown; runs: readonly { status: string; coverage: number }[] }[] }): number {
  if (state === 'cancelled') return exitCodes.cancelled;
  if (state === 'failed' || state === 'held') return exitCodes.partly;
  const incomplete = media.some(({ failure, runs }) => failure !== undefined || runs.some(({ status, coverage }) => status === 'failed' || status === 'held' || status === 'cancelled' || (status === 'done' && coverage < 1)));
  return incomplete ? exitCodes.partly : exitCodes.done;
}

/** @returns the exit code that says how the job ended */
export async function watchJob(remote: Remote, jobId: string): Promise<number> {
  const { around: { stderr, signal }, texts } = remote;
  const line = liveLine(stderr);
  const left = new AbortController();
  try {
    const job = await follow(remote, jobId, line, AbortSignal.any([signal, left.signal]));
    const runs = runsInWords(job.media.flatMap((medium) => medium.runs), texts);
    const failures = [...(job.failure ? [job.failure] : []), ...job.media.flatMap(({ failure }) => (failure ? [failure] : []))];
    line.close();
    remote.tell(job, [runs, ...failures.map(({ message, next }) => `${message} ${next ?? ''}`.trimEnd())].filter((text) => text !== '').map((text) => `${text}\n`).join(''));
    return exitCodeOfJob(job);
  } catch (error) {
    if (signal.aborted) line.say(texts.leftRunning(jobId));
    throw error;
  } finally {
    left.abort();
    line.close();
  }
}

export const watch: RemoteCommand = { run: (remote) => watchJob(remote, oneWord(remote, 'job')) };
