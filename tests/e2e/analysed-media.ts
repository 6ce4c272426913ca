/** Puts media and ready findings into a real server: uploaded through its API, findings stored while it is stopped, as a worker's result would be. */
import { openAsBlob } from 'node:fs';
import path from 'node:path';
import { blobSource, type Client } from '@aima/contract/client';
import type { Observation, Run } from '@aima/contract';
import { openDatabase } from '../../src/db/index.ts';
import { storeRun } from '../../src/results/index.ts';
import { clientOf, firstAdmin, signIn, startServerProgram, type ServerProgram, type Session } from '../support/server.ts';

export type Finding = Omit<Observation, 'id' | 'runId' | 'mediaId' | 'source'> & { key?: string };
export interface AnalysedFile { file: string; findings: readonly Finding[] }
export interface AnalysedMedium { jobId: string; mediaId: string; path: string }

const MS = 250;
const PATIENCE_MS = 60_000;

async function until<T>(what: string, look: () => Promise<T | undefined>): Promise<T> {
  for (const end = Date.now() + PATIENCE_MS; Date.now() < end;) {
    const found = await look();
    if (found !== undefined) return found;
    await new Promise((resolve) => setTimeout(resolve, MS));
  }
  throw new Error(`${what} did not come about.`);
}

async function store(client: Client, file: string): Promise<string> {
  const uploadId = await client.upload(blobSource(await openAsBlob(file), path.basename(file)));
  const mediaId = await until(`The medium of ${file}`, async () => {
    const upload = await client.api.getUpload({ path: { id: uploadId } });
    if (upload.state === 'refused') throw new Error(`${file}: ${JSON.stringify(upload)}`);
    return upload.mediaId;
  });
  await until(`Pictures of ${file}`, async () => {
    const { pictures, picturesFailure } = await client.api.getMedium({ path: { mediaId } });
    if (pictures === 'failed') throw new Error(`${file}: ${String(picturesFailure)}`);
    return pictures === 'done' ? true : undefined;
  });
  return mediaId;
}

/** Of one analyzer, as a worker tells it. */
function runOf(mediaId: string, analyzer: string): Run {
  return { id: `r-${mediaId.slice(2)}-${analyzer}-1`, mediaId, analyzer, version: 1, status: 'done', tier: 'lite', models: [], parameters: {}, method: 'test', seconds: 1, device: 'cpu', coverage: 1 };
}

async function storeFindings(data: string, workspaceId: string, { jobId, mediaId }: AnalysedMedium, findings: readonly Finding[]): Promise<void> {
  const database = await openDatabase({ folder: path.join(data, 'database') });
  try {
    for (const [analyzer, own] of Map.groupBy(findings, (each) => each.analyzer)) {
      const run = runOf(mediaId, analyzer);
      const observations = own.map(({ key, ...rest }, i): Observation => ({ id: `o-${mediaId.slice(2)}-${analyzer}-${key ?? i}`, runId: run.id, mediaId, source: 'model', ...rest }));
      await database.transaction({ workspaceId }, (tx) => storeRun(tx, { jobId, run, observations }));
    }
  } finally {
    await database.close();
  }
}

export interface AnalysedServer { server: ServerProgram; session: Session; media: readonly AnalysedMedium[] }

/** A server with an administrator and one job per file; `options` are those of `startServerProgram`, `stopped` runs while it is stopped. */
export async function startAnalysedServer(files: readonly AnalysedFile[], options: { data: string; port: number; env?: Record<string, string>; stopped?: () => Promise<void> }): Promise<AnalysedServer> {
  const env = { AIMA_LOG_LEVEL: 'error', AIMA_PORT: String(options.port), ...options.env };
  const first = await startServerProgram({ data: options.data, env });
  const admin = await firstAdmin(first.url, first.welcomeLink ?? '');
  const client = clientOf(first.url, admin.cookie);
  const { workspaceId } = await client.api.getMe();
  const media: AnalysedMedium[] = [];
  for (const { file } of files) {
    const mediaId = await store(client, file);
    const { id: jobId } = await client.api.createJob({ body: { name: `Job of ${path.basename(file)}`, mediaIds: [mediaId] } });
    media.push({ jobId, mediaId, path: `/jobs/${jobId}/media/${mediaId}` });
  }
  await first.end();
  for (const [i, medium] of media.entries()) await storeFindings(options.data, workspaceId, medium, files[i]?.findings ?? []);
  await options.stopped?.();
  const server = await startServerProgram({ data: options.data, env });
  return { server, session: await signIn(server.url), media };
}
