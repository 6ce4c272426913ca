/** What the two workspaces hold: one real thing of every kind, made through the API by the person whose it is. */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { OfferEstimate, Run } from '@aima/contract';
import { ApiError } from '@aima/contract/client';
import { openDatabase } from '../../../src/db/index.ts';
import { storeRun } from '../../../src/results/index.ts';
import { CHEAP } from '../job-by-hand.ts';
import { sendMedium, type Person } from './person.ts';

/** By the name of the path parameter that they fill. */
export type IdsByName = Record<string, string[]>;

export interface Furnished {
  ids: IdsByName;
  /** A job whose medium is to be held. */
  toHold: { jobId: string; mediaId: string };
  /** Announced, and no byte sent. */
  openUploadId: string;
  archivedJobId: string;
  /** On a rented machine that lets nobody in. */
  rentedJobId: string;
}

export const OPEN_UPLOAD_BYTES = 4000;

/** A small sound that ffmpeg reads: 8-bit PCM, its samples chosen by `seed` so that no two are alike. */
export function smallSound(seed: number): Uint8Array<ArrayBuffer> {
  const samples = 800;
  const bytes = Buffer.alloc(44 + samples, 128);
  bytes.write('RIFF', 0);
  bytes.writeUInt32LE(36 + samples, 4);
  bytes.write('WAVEfmt ', 8);
  for (const [at, value] of [[16, 16], [24, 8000], [28, 8000], [40, samples]] as const) bytes.writeUInt32LE(value, at);
  for (const [at, value] of [[20, 1], [22, 1], [32, 1], [34, 8]] as const) bytes.writeUInt16LE(value, at);
  bytes.write('data', 36);
  for (let i = 0; i < samples; i++) bytes[44 + i] = 128 + Math.round(40 * Math.sin(i * (0.1 + seed / 50)));
  return new Uint8Array(bytes);
}

const settings = { profile: 'lite', analyzers: CHEAP.map((name) => ({ name })), fresh: true };

/** A job of cheap analyzers, not started. */
export async function makeJob({ client: { api } }: Person, name: string, mediaId: string): Promise<string> {
  return (await api.createJob({ body: { name, mediaIds: [mediaId], settings, metadata: { knownNames: [`${name} known`], context: `${name} context`, notes: `${name} notes` } } })).id;
}

/** The best offer of this provider. */
export async function offerFor({ client: { api } }: Person, jobId: string, provider: string): Promise<OfferEstimate> {
  // A limit of its own: attacks may have set the workspace's to nothing.
  const { offers, leftOut = [] } = await api.estimateJob({ path: { jobId }, query: { costLimitUsd: 5 } });
  const offer = offers.find((each) => each.provider === provider);
  if (!offer) throw new Error(`${provider} offers nothing; left out: ${[...new Set(leftOut.map(({ code }) => code))].join(', ')}`);
  return offer;
}

export async function startJob(person: Person, jobId: string, provider = 'local'): Promise<void> {
  await person.client.api.startJob({ path: { jobId }, body: { offerId: (await offerFor(person, jobId, provider)).id } });
}

/** Id of the machine that is rented for the job; before the first one the server packs what it will send. */
async function machineOf({ client: { api } }: Person, jobId: string): Promise<string> {
  for (const until = Date.now() + 240_000; Date.now() < until; await sleep(100)) {
    const id = (await api.listMachines({ query: { jobId } })).items[0]?.id;
    if (id !== undefined) return id;
  }
  const { state, failure } = await api.getJob({ path: { jobId } });
  throw new Error(`no machine is rented, the job is ${state}: ${failure?.message ?? 'no failure'}`);
}

/** Until nothing works on it. */
async function untilQuiet({ client: { api } }: Person, jobId: string): Promise<string> {
  for (const until = Date.now() + 120_000; Date.now() < until; await sleep(100)) {
    const { state } = await api.getJob({ path: { jobId } });
    if (!['queued', 'analysing', 'wiping'].includes(state)) return state;
  }
  throw new Error('the job never ends');
}

/** Asks until the machines of the job are gone. */
export async function tokenToComplete({ client: { api } }: Person, jobId: string): Promise<string> {
  for (let i = 0; ; i++) {
    try {
      return (await api.requestCompletion({ path: { jobId }, body: {} })).confirmationToken;
    } catch (error) {
      if (i === 100 || !(error instanceof ApiError) || error.code !== 'STATE_FORBIDS') throw error;
      await sleep(200);
    }
  }
}

/** Announces an upload by the protocol. */
export async function announceUpload(baseUrl: string, headers: Record<string, string>): Promise<string> {
  const answer = await fetch(`${baseUrl}/api/v1/uploads`, { method: 'POST', headers: { ...headers, 'tus-resumable': '1.0.0', 'upload-length': String(OPEN_UPLOAD_BYTES) } });
  if (answer.status !== 201) throw new Error(`no upload: ${String(answer.status)} ${await answer.text()}`);
  return answer.headers.get('location')?.split('/').at(-1) ?? '';
}

/** @param mark in every name and text @param film a file of the test's own */
export async function furnish(person: Person, { mark, seed, film, baseUrl }: { mark: string; seed: number; film: string; baseUrl: string }): Promise<Furnished> {
  const { api } = person.client;
  const main = await sendMedium(person, new Uint8Array(await readFile(film)), `${mark}.mp4`);
  const [heldMedium, wiped] = [await sendMedium(person, smallSound(seed), `${mark} held.wav`), await sendMedium(person, smallSound(seed + 10), `${mark} wiped.wav`)];
  const jobId = await makeJob(person, `${mark} job`, main.mediaId);
  const toHold = { jobId: await makeJob(person, `${mark} held`, heldMedium.mediaId), mediaId: heldMedium.mediaId };
  const archivedJobId = await makeJob(person, `${mark} archived`, wiped.mediaId);
  for (const id of [jobId, archivedJobId]) await startJob(person, id);
  await api.cancelJob({ path: { jobId: archivedJobId } });
  await untilQuiet(person, jobId);
  await api.confirmCompletion({ path: { jobId: archivedJobId }, body: { confirmationToken: await tokenToComplete(person, archivedJobId) } });
  await untilQuiet(person, archivedJobId);
  await api.correct({ path: { jobId }, body: { kind: 'add', observation: { mediaId: main.mediaId, analyzer: CHEAP[0], startMs: 100, endMs: 400, label: `${mark} label` } } });
  const observations = (await api.listObservations({ path: { jobId } })).items;
  const { frames } = await api.listKeyframes({ path: { jobId, mediaId: main.mediaId } });
  const template = await api.createTemplate({ body: { name: `${mark} template`, fromJobId: jobId, metadata: true } });
  const { id: keyId } = await api.createApiKey({ body: { name: `${mark} key`, scopes: ['jobs:read'] } });
  const { id: invitationId } = await api.invite({ body: { role: 'viewer' } });
  const openUploadId = await announceUpload(baseUrl, person.headers());
  const rentedJobId = await makeJob(person, `${mark} rented`, main.mediaId);
  await startJob(person, rentedJobId, 'vastai');
  return {
    toHold, openUploadId, archivedJobId, rentedJobId,
    ids: {
      jobId: [jobId], mediaId: [main.mediaId], observationId: observations.slice(0, 5).map(({ id }) => id), atMs: frames.map(({ atMs }) => String(atMs)), templateId: [template.id],
      id: [main.uploadId, openUploadId, keyId, invitationId], userId: [(await api.getMe()).account.id], machineId: [await machineOf(person, rentedJobId)],
    },
  };
}

/** While no server runs: what only the gate could find, and what only films of people have. */
export async function storeHolds(data: string, places: readonly { workspaceId: string; jobId: string; mediaId: string }[]): Promise<void> {
  const database = await openDatabase({ folder: path.join(data, 'database') });
  try {
    for (const { workspaceId, jobId, mediaId } of places) {
      const run: Run = {
        id: `r-${mediaId.slice(2)}-test-1`, mediaId, analyzer: 'test', version: 1, models: [], parameters: {}, seconds: 1, device: 'cpu', coverage: 1,
        status: 'held', reason: 'age_unknown', held: [{ startMs: 0, endMs: 90, reason: 'age_unknown' }],
      };
      await database.transaction({ workspaceId }, (tx) => storeRun(tx, { jobId, run, observations: [] }));
    }
  } finally {
    await database.close();
  }
}
