/** The sample: a film made here, stored and analysed like anybody's, once for each workspace. */
import { randomUUID } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { NewJob, type JobSettings, type Language, type Sample } from '@aima/contract';
import { z } from 'zod';
import type { Stock } from '../analysis/availability.ts';
import { recordAudit } from '../audit/index.ts';
import { requirePermission, type Principal } from '../auth/principal.ts';
import { jobById, listAudit, withLease, type Database } from '../db/index.ts';
import { createJob, missingModels, startJob, type ControlParts } from '../jobs/index.ts';
import { AppError } from '../kernel/app-error.ts';
import { workFolder } from '../kernel/data-folder.ts';
import { storeFile, type Library } from '../library/index.ts';
import { makeSampleFilm } from './sample-film.ts';

export interface SampleParts extends ControlParts {
  library: Library;
  stock(): Promise<Stock>;
}

const MADE = 'sample.made';
const LOCAL = 'local';
/** Making and storing it takes some seconds. */
const LEASE_MS = 30_000;

/** What has something to find in it; nobody is in it, so nothing that looks at people is here. */
const IN_FILM = [
  'cut_analysis', 'scene_segmentation', 'scene_description', 'color_analysis', 'content_quality', 'camera_analysis', 'visual_effects', 'temporal_flow', 'temporal_consistency', 'text_overlay',
  'audio_analysis', 'voice_activity', 'language_identification', 'speech_transcription', 'speech_rate', 'speech_flow', 'audio_environment', 'sound_effects', 'image_embedding', 'nsfw_rating', 'cross_analyzer_intelligence',
] as const;
const IN_PICTURE = ['color_analysis', 'content_quality', 'text_overlay', 'image_embedding', 'nsfw_rating'] as const;

const WORDS: Readonly<Record<Language, { name: string; context: string }>> = {
  en: { name: 'Sample', context: 'Made by AIMA itself: drawn shapes, written words, tones, and a sentence spoken by a program.' },
  de: { name: 'Beispiel', context: 'Von AIMA selbst gemacht: gezeichnete Formen, geschriebene Wörter, Töne und ein Satz, den ein Programm spricht.' },
};

const MadeDetails = z.object({ mediaId: z.string(), kind: z.enum(['video', 'image']), spoken: z.boolean() });
type Made = z.infer<typeof MadeDetails> & { jobId: string; running: readonly string[]; waits: boolean };

/** The audit log knows which job it was; one that was deleted is no sample any more. */
async function findMade(database: Database, workspaceId: string): Promise<Made | undefined> {
  return database.read({ workspaceId }, async (tx) => {
    const [entry] = await listAudit(tx, workspaceId, { action: MADE }, undefined, 1);
    const details = entry && MadeDetails.safeParse(JSON.parse(entry.details));
    const job = entry && await jobById(tx, entry.objectId);
    if (!entry || !job || !details?.success) return undefined;
    return { ...details.data, jobId: entry.objectId, waits: job.state === 'ready' && job.stage === 'created', running: (job.settings.analyzers ?? []).map(({ name }) => name) };
  });
}

const wantedIn = (kind: 'video' | 'image'): readonly string[] => (kind === 'video' ? IN_FILM : IN_PICTURE);

async function withoutModels({ stock }: Pick<SampleParts, 'stock'>, kind: 'video' | 'image', language: Language): Promise<Sample['leftOut']> {
  const missing = await missingModels({ choices: wantedIn(kind).map((name) => ({ name })), tier: 'lite' }, await stock(), language);
  const first = new Map(missing.map(({ analyzer = '', message }) => [analyzer, message]));
  return [...first].map(([analyzer, message]) => ({ analyzer, message }));
}

async function viewOf(parts: SampleParts, made: Made, language: Language): Promise<Sample> {
  const { jobId, mediaId, kind, spoken, running } = made;
  const missing = await withoutModels(parts, kind, language);
  return { jobId, mediaId, kind, spoken, analyzers: [...running], leftOut: missing.filter(({ analyzer }) => !running.includes(analyzer)) };
}

/** @throws AppError FORBIDDEN */
export async function getSample(parts: SampleParts, principal: Principal, language: Language): Promise<Sample | undefined> {
  requirePermission(principal, 'jobs:read');
  const made = await findMade(parts.database, principal.workspaceId);
  return made && viewOf(parts, made, language);
}

/** @throws AppError STATE_FORBIDS */
async function localOffer({ providers }: SampleParts): Promise<string> {
  const [offer] = await providers.find(({ name }) => name === LOCAL)?.offers() ?? [];
  if (!offer) throw new AppError('STATE_FORBIDS', 'This installation does not analyse on its own machine, and a sample must not cost anything.');
  return offer.id;
}

async function makeNew(parts: SampleParts, principal: Principal, language: Language, signal: AbortSignal): Promise<Made> {
  const { database, library, data } = parts;
  const { workspaceId, userId, actor } = principal;
  await mkdir(workFolder(data), { recursive: true, mode: 0o700 });
  const { bytes, name, kind, spoken } = await makeSampleFilm(workFolder(data), signal);
  const { mediaId } = await storeFile(library, workspaceId, chunks(bytes), { name, ownerId: userId, signal });
  const missing = new Set((await withoutModels(parts, kind, language)).map(({ analyzer }) => analyzer));
  const running = wantedIn(kind).filter((each) => !missing.has(each));
  const { name: jobName, context } = WORDS[language];
  const settings: z.input<typeof JobSettings> = { profile: 'lite', tier: 'lite', language, analyzers: running.map((each) => ({ name: each })) };
  const { id: jobId } = await createJob(parts, principal, NewJob.parse({ name: jobName, mediaIds: [mediaId], metadata: { context }, settings }));
  await database.transaction({ workspaceId }, (tx) => recordAudit(tx, { workspaceId, actor, action: MADE, objectType: 'job', objectId: jobId, details: { mediaId, kind, spoken } }));
  return { jobId, mediaId, kind, spoken, running, waits: true };
}

async function* chunks(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}

/**
 * Makes the sample and starts its job on this machine, at no price. Where there is one already it is told, whatever became of it.
 *
 * @throws AppError FORBIDDEN; CONFLICT while another request makes it; STATE_FORBIDS where this machine analyses nothing; what storing and starting raise
 */
export async function makeSample(parts: SampleParts, principal: Principal, language: Language, signal: AbortSignal): Promise<Sample> {
  for (const permission of ['media:write', 'jobs:write', 'jobs:start'] as const) requirePermission(principal, permission);
  const { database } = parts;
  const { workspaceId } = principal;
  const done = await withLease(database, `sample:${workspaceId}`, randomUUID(), async (held) => {
    const offerId = await localOffer(parts);
    const made = await findMade(database, workspaceId) ?? await makeNew(parts, principal, language, held);
    // Also one that a crash left before its start.
    if (made.waits) await startJob(parts, principal, made.jobId, { offerId, costLimitUsd: 0 }, undefined, language);
    return viewOf(parts, made, language);
  }, { leaseMs: LEASE_MS, signal });
  if (!done) throw new AppError('CONFLICT', 'The sample is being made at the moment.');
  return done.result;
}
