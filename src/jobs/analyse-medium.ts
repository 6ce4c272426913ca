/** One medium of a job on its machine: what is known is taken over, the rest is looked for, everything kept as it comes. */
import type { AnalyzerChoice, Media, Run } from '@aima/contract';
import { allRuns } from '../analysis/document.ts';
import type { Finished } from '../analysis/collector.ts';
import type { Machine } from '../analysis/machine.ts';
import { MOST_RETRIES, type MediumTask } from '../analysis/medium.ts';
import { runChoices } from '../analysis/run-choices.ts';
import { noteSpeeds, timesOf } from '../analysis/speeds.ts';
import { analyzers } from '../analyzers/index.ts';
import { cacheKeys } from '../cache/cache-key.ts';
import { beginStep, endJobMedium, endStep, heldShotsOf, keptRunIds, type JobMediumRow, type JobStepRow } from '../db/index.ts';
import { publish } from '../events/index.ts';
import { AppError, toAppError } from '../kernel/app-error.ts';
import { modelsFolder } from '../kernel/data-folder.ts';
import { lendMedium } from '../library/index.ts';
import { listKeyframes, reusableRuns, storedRuns, storeKeyframes } from '../results/index.ts';
import type { JobWork } from './job-work.ts';
import { keepRuns, type KeptRuns } from './keep-runs.ts';
import type { PoolTurn } from './machine-pool.ts';
import type { ProgressReport } from './progress.ts';
import { windowRows, type Picture } from './window-rows.ts';
import type { WorkPlace } from './work-place.ts';

export interface MediumWork extends JobWork {
  place: Pick<WorkPlace, 'sent' | 'worked'>;
  machine: Machine;
  progress: ProgressReport;
  turn: PoolTurn;
}

/** A worker may open models for long before it reads on; the address ends with the analysis. */
const LENT_FOR_MS = 24 * 3_600_000;

type Facts = Pick<Media, 'id' | 'sha256' | 'fileName' | 'kind' | 'durationMs'>;

function factsOf({ mediaId, sha256, facts }: JobMediumRow): Facts {
  if (facts.kind === undefined) throw new AppError('MEDIA_UNREADABLE', 'Nothing is known of this medium.', { mediaId });
  return { id: mediaId, sha256, fileName: facts.fileName ?? mediaId, kind: facts.kind, durationMs: facts.durationMs ?? 0 };
}

/** Analyzers whose runs in this job still say what its plan asks for, and those that other jobs found within the hour. */
async function known({ within, claim, plan, options }: JobWork, mediaId: string, keys: ReadonlyMap<string, string>): Promise<{ kept: Finished[]; reused: Finished[] }> {
  return within(async (tx) => {
    const ids = new Set(await keptRunIds(tx, claim.id, mediaId, plan.since, plan.fresh ? [] : [...keys.values()]));
    const kept = (await storedRuns(tx, claim.id, mediaId)).filter(({ run }) => ids.has(run.id) && run.coverage === 1);
    const here = new Set(kept.map(({ run }) => run.analyzer));
    const wanted = new Map([...keys].filter(([analyzer]) => !here.has(analyzer)));
    const found = plan.fresh ? [] : await reusableRuns(tx, { mediaId, keys: wanted, maxAgeSeconds: options.reuseSeconds });
    return { kept, reused: found.map(({ run, observations }) => ({ run: { ...run, reused: true as const }, observations })) };
  });
}

/** Pictures for people, each stored once. */
async function pictureKeeper({ parts, claim }: JobWork, mediaId: string): Promise<(pictures: readonly Picture[]) => Promise<void>> {
  const place = { workspaceId: claim.workspaceId, jobId: claim.id, mediaId };
  const stored = new Set((await listKeyframes(parts, place)).frames.map(({ atMs }) => atMs));
  return async (pictures) => {
    const fresh = pictures.filter(({ atMs }) => !stored.has(atMs));
    await storeKeyframes(parts.keyframes, place, fresh.map(({ jpegBase64, ...picture }) => ({ ...picture, jpeg: Buffer.from(jpegBase64, 'base64') })));
    for (const { atMs } of fresh) stored.add(atMs);
  };
}

/** Written ahead; ended with how it went. */
async function step<T>({ within, claim }: JobWork, kind: JobStepRow['kind'], mediaId: string, work: () => Promise<T>): Promise<T> {
  const seq = await within((tx) => beginStep(tx, { jobId: claim.id, claimId: claim.claimId, kind, mediaId }));
  try {
    const result = await work();
    await within((tx) => endStep(tx, seq, 'done'));
    return result;
  } catch (error) {
    await within((tx) => endStep(tx, seq, 'failed', { code: toAppError(error).code }));
    throw error;
  }
}

/** Since when it is looked at, and whether all of that is work of one machine. */
interface Pace {
  from: number;
  isWhole: boolean;
}

interface Look {
  work: MediumWork;
  media: Facts;
  left: readonly AnalyzerChoice[];
  runs: KeptRuns;
  keepPictures: (pictures: readonly Picture[]) => Promise<void>;
  signal: AbortSignal;
  pace: Pace;
}

/** Shots of which the owner said that they are not explicit. */
const releasedOf = ({ within }: JobWork, mediaId: string): Promise<{ startMs: number; endMs: number }[]> =>
  within(async (tx) => (await heldShotsOf(tx, mediaId)).filter(({ releasedAt }) => releasedAt !== undefined).map(({ startMs, endMs }) => ({ startMs, endMs })));

interface Source extends AsyncDisposable {
  source: MediumTask['source'];
  /** Why nothing more can be read. */
  failure(): AppError | undefined;
}

/** Machines elsewhere get the ciphertext, this one an address on loopback. */
async function sourceOf(work: MediumWork, { id: mediaId, sha256 }: Facts, signal: AbortSignal, pace: Pace): Promise<Source> {
  const { parts, claim, place, progress, turn } = work;
  let arrived = false;
  const onSent = (): void => {
    if (!arrived) pace.from = performance.now();
    arrived = true;
    turn.onSent();
  };
  const sent = place.sent?.({ mediaId, sha256 }, { onSent, onProgress: (fraction) => { progress.at(mediaId, 'transfer', fraction); } });
  if (sent) return { source: sent, failure: () => undefined, [Symbol.asyncDispose]: () => Promise.resolve() };
  const lent = await step(work, 'lend', mediaId, () => lendMedium(parts.library, claim.workspaceId, mediaId, { signal, idleMs: LENT_FOR_MS }));
  return { source: { url: lent.url }, failure: () => lent.failure(), [Symbol.asyncDispose]: () => lent[Symbol.asyncDispose]() };
}

async function look({ work, media, left, runs, keepPictures, signal, pace }: Look): Promise<void> {
  const { parts, plan, machine, progress } = work;
  const { collected } = runs;
  const released = await releasedOf(work, media.id);
  await using source = await sourceOf(work, media, signal, pace);
  try {
    await step(work, 'analyse', media.id, () => runChoices({
      options: { ...plan, oneByOne: false, data: parts.data }, media, source: source.source, ...(released.length > 0 ? { released } : {}), choices: left, collected, machine, signal,
      openWindows: (asked) => Promise.resolve(windowRows(work, media.id, asked, keepPictures)),
      onProgress: ({ stage, fraction }) => { progress.at(media.id, stage, fraction); },
      onRetry(attempt) {
        pace.isWhole = false;
        void tellLoss(work, attempt);
      },
      onPart: () => Promise.resolve(),
      onTaken: () => { pace.isWhole = false; },
    }));
    await keepPictures(collected.keyframes());
  } catch (error) {
    // The worker sees only that its source broke; why, the source knows.
    throw source.failure() ?? error;
  }
}

async function tellLoss({ within, claim, parts }: JobWork, attempt: number): Promise<void> {
  await within((tx) => publish(tx, claim.workspaceId, { kind: 'alert', body: { alert: 'worker_lost', severity: 'warning', jobId: claim.id, value: attempt, limit: MOST_RETRIES } }))
    .catch((error: unknown) => { parts.onFailure?.(toAppError(error), 'event of a lost worker'); });
}

/** Would end every other medium in the same way, wherever it is analysed. */
const ENDS_ALL: ReadonlySet<string> = new Set(['CANCELLED', 'DISK_FULL', 'DATABASE_UNREACHABLE', 'STORAGE_UNREACHABLE', 'KEY_UNAVAILABLE']);
/** No machine works, or none can be had: every other medium would end in the same way there. */
const ENDS_THE_MACHINE: ReadonlySet<string> = new Set([
  'WORKER_FAILED', 'WORKER_LOST', 'NO_OFFER', 'BALANCE_TOO_LOW', 'PRICE_CHANGED', 'COST_LIMIT_TOO_LOW', 'COST_LIMIT_REACHED', 'EMERGENCY_STOP', 'MACHINE_UNREACHABLE', 'PROVISIONING_FAILED', 'DEVICE_UNAVAILABLE',
  'PROVIDER_UNREACHABLE', 'PROVIDER_UNAUTHORIZED', 'PROVIDER_REFUSED', 'PROVIDER_ANSWER_INVALID',
]);

export const endsAll = ({ code }: AppError): boolean => ENDS_ALL.has(code);

async function finish(work: MediumWork, media: Facts, runs: KeptRuns, stored: ReadonlySet<string>, error: AppError | undefined): Promise<void> {
  const { within, claim, plan, progress } = work;
  const all = allRuns(media, plan.choices, runs.collected, error);
  const found = new Map(runs.collected.ended().map((each) => [each.run.id, each.observations]));
  await runs.store(all.filter(({ id }) => !stored.has(id)).map((run: Run) => ({ run, observations: found.get(run.id) ?? [] })));
  await within((tx) => endJobMedium(tx, claim.id, media.id, error && { code: error.code, message: error.message }));
  progress.ended(media.id);
}

/** Measurements of this machine are of no other one. */
async function notePace({ place, machine, parts }: MediumWork, media: Facts, runs: readonly Run[], { from, isWhole }: Pace): Promise<void> {
  const measured = { media: [media], runs, ...(isWhole ? { summary: { seconds: (performance.now() - from) / 1000 } } : {}) };
  if (place.worked) await place.worked(machine, timesOf(media, measured));
  else await noteSpeeds(parts.data, measured);
}

/**
 * @throws AppError CANCELLED where the work was stopped (what is finished is kept); what ends the whole job. A medium that
 * failed for itself is told in its row.
 */
export async function analyseJobMedium(work: MediumWork, medium: JobMediumRow): Promise<void> {
  const { plan, parts } = work;
  const media = factsOf(medium);
  const keys = await cacheKeys({ analyzers, choices: plan.choices, tier: plan.tier, language: plan.language, modelsFolder: modelsFolder(parts.data) });
  const { kept, reused } = await known(work, media.id, keys);
  const unstorable = new AbortController();
  const signal = AbortSignal.any([work.signal, unstorable.signal]);
  const runs = keepRuns({ ...work, signal: work.signal }, keys, () => { unstorable.abort(); });
  runs.adopt(kept);
  await runs.store(reused);
  runs.adopt(reused);
  const stored = new Set([...kept, ...reused].map(({ run }) => run.id));
  const here = new Set([...kept, ...reused].map(({ run }) => run.analyzer));
  const left = plan.choices.filter(({ name }) => !here.has(name));
  const pace: Pace = { from: performance.now(), isWhole: true };
  let error: AppError | undefined;
  try {
    if (left.length > 0) await look({ work, media, left, runs, keepPictures: await pictureKeeper(work, media.id), signal, pace });
  } catch (thrown) {
    await runs.settled(); // where nothing can be stored, that is the reason
    error = toAppError(thrown);
    if (work.signal.aborted) throw new AppError('CANCELLED', 'Cancelled.', {}, thrown);
    // Says nothing of the medium, and could not be written down either.
    if (error.code === 'DATABASE_UNREACHABLE') throw error;
    if (ENDS_THE_MACHINE.has(error.code) && work.turn.othersWork()) throw error;
  }
  await finish(work, media, runs, stored, error);
  if (error && (ENDS_ALL.has(error.code) || ENDS_THE_MACHINE.has(error.code))) throw error;
  if (!error) await notePace(work, media, runs.collected.runs().filter(({ id }) => !stored.has(id)), pace);
}
