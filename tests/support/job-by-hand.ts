/** A job as a person takes it through the API: made, started, waited for, looked at, corrected, completed. All of it may be sent again. */
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { newIdempotencyKey, type SteadyClient } from './steady-client.ts';

/** Without models, and nothing of them describes a person: a few seconds of a machine. */
export const CHEAP = ['color_analysis', 'audio_analysis'] as const;

const POLL_MS = 150;
const JobView = z.object({ id: z.string(), stage: z.string(), state: z.string(), version: z.number(), metadata: z.object({ notes: z.string() }), failure: z.object({ code: z.string(), message: z.string() }).optional() });
export type JobView = z.infer<typeof JobView>;
const Found = z.object({ items: z.array(z.looseObject({ id: z.string(), analyzer: z.string(), startMs: z.number(), source: z.string() })), next: z.string().optional() });

const jobAt = (id: string): string => `/api/v1/jobs/${id}`;

export const readJob = (client: SteadyClient, id: string): Promise<JobView> => client.json(JobView, 'GET', jobAt(id));

/** @param key under which it may be sent again */
export async function makeJob(client: SteadyClient, name: string, mediaIds: readonly string[], key = newIdempotencyKey()): Promise<string> {
  const body = { name, mediaIds, settings: { analyzers: CHEAP.map((analyzer) => ({ name: analyzer })), fresh: true } };
  return (await client.json(JobView, 'POST', '/api/v1/jobs', { body, key })).id;
}

/** By the first offer of its estimate. */
export async function startJob(client: SteadyClient, id: string): Promise<void> {
  const { offers } = await client.json(z.object({ offers: z.array(z.object({ id: z.string() })).min(1) }), 'GET', `${jobAt(id)}/estimate`);
  const answer = await client.ask('POST', `${jobAt(id)}/start`, { body: { offerId: offers[0]?.id }, key: newIdempotencyKey(), allow: [409] });
  // A start that arrived and was not answered is refused the second time; then the job says so.
  if (answer.status === 409 && ['preparing', 'ready'].includes((await readJob(client, id)).state)) throw new Error(`the start was refused: ${answer.text}`);
}

/** Waits until nothing works on it any more. @throws Error where that takes too long */
export async function untilEnded(client: SteadyClient, id: string, limitMs: number): Promise<JobView> {
  for (const until = Date.now() + limitMs; ;) {
    const job = await readJob(client, id);
    if (!['queued', 'analysing', 'wiping'].includes(job.state)) return job;
    if (Date.now() > until) throw new Error(`the job is still ${job.state} after ${limitMs} ms`);
    await sleep(POLL_MS);
  }
}

/** What models found, without what differs between two media of the same content: ids. In order. */
export async function foundBy(client: SteadyClient, id: string): Promise<string> {
  const all: unknown[] = [];
  let cursor = '';
  do {
    const page = await client.json(Found, 'GET', `${jobAt(id)}/observations?source=model&limit=200${cursor === '' ? '' : `&cursor=${encodeURIComponent(cursor)}`}`);
    for (const { id: _id, runId: _run, mediaId: _medium, basedOn: _based, version: _version, ...finding } of page.items) all.push(finding);
    cursor = page.next ?? '';
  } while (cursor !== '');
  return all.map((finding) => JSON.stringify(finding)).sort().join('\n');
}

/** Says that something is missing. @returns id of the correction */
export async function addFinding(client: SteadyClient, id: string, mediaId: string, label: string): Promise<string> {
  const body = { kind: 'add', observation: { mediaId, analyzer: CHEAP[0], startMs: 100, endMs: 400, label } };
  const { correction } = await client.json(z.object({ correction: z.object({ id: z.string() }) }), 'POST', `${jobAt(id)}/corrections`, { body, key: newIdempotencyKey() });
  return correction.id;
}

export const correctionsOf = async (client: SteadyClient, id: string): Promise<string[]> =>
  (await client.json(z.object({ items: z.array(z.object({ id: z.string() })) }), 'GET', `${jobAt(id)}/corrections?limit=200`)).items.map((each) => each.id);

export const noteOn = (client: SteadyClient, id: string, notes: string): Promise<unknown> => client.ask('PATCH', jobAt(id), { body: { metadata: { notes } } });

/** In two steps; media are wiped, the job goes to the archive. */
export async function completeJob(client: SteadyClient, id: string): Promise<void> {
  const Asked = z.object({ confirmationToken: z.string() });
  for (let tries = 0; ; tries++) {
    const asked = await client.ask('POST', `${jobAt(id)}/completion`, { body: {}, allow: [409] });
    if (asked.status !== 409) {
      const body = Asked.parse(JSON.parse(asked.text));
      if ((await client.ask('POST', `${jobAt(id)}/completion/confirm`, { body, key: newIdempotencyKey(), allow: [409] })).status !== 409) return;
    }
    // Refused the second time, because the first one arrived.
    if (['wiping', 'archived'].includes((await readJob(client, id)).state)) return;
    if (tries === 3) throw new Error(`the completion was refused: ${asked.text}`);
  }
}
