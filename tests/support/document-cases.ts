/** Reading results: documents that stream, lists that page, what is deleted and what is held. */
import { createHash } from 'node:crypto';
import { text } from 'node:stream/consumers';
import { JobDocument, ResultDocument, type Media, type Observation, type Run } from '@aima/contract';
import { sql } from 'drizzle-orm';
import { expect, test } from 'vitest';
import { documentOf } from '../../src/analysis/document.ts';
import { collector } from '../../src/analysis/collector.ts';
import { insertObservations, type Database } from '../../src/db/index.ts';
import { correct, countHeldShots, deleteResults, jobDocument, listCorrections, listHeldShots, listJobObservations, listResults, mediumDocument, observationDetails, observationLines, releaseShot, resultFacets, storeRun } from '../../src/results/index.ts';
import { principalIn } from './principals.ts';
import { runIn, store } from './results-cases.ts';
import { observationIn, storeJob, type StoredJob } from './stored-results.ts';

async function storeFacts(database: Database, job: StoredJob): Promise<Media> {
  const sha256 = createHash('sha256').update(job.jobId).digest('hex');
  const media: Media = { id: job.mediaId, fileName: 'Ünï "film".mp4', kind: 'video', sha256, sizeBytes: 7, durationMs: 100_000, width: 640, height: 360, hasAudio: true, container: 'mp4' };
  await database.transaction(job, (tx) => tx.execute(sql`update media set facts = ${JSON.stringify(media)}::jsonb where id = ${job.mediaId}`));
  return media;
}

const runOf = (media: Media, analyzer: string, more: Partial<Run> = {}): Run => ({ id: `r-${media.sha256.slice(0, 16)}-${analyzer}-1`, mediaId: media.id, analyzer, version: 1, status: 'done', models: [], parameters: { some: [1] }, seconds: 1, device: 'cpu', coverage: 1, ...more });
const seenIn = (run: Run, ordinal: number, more: Partial<Observation> = {}): Observation => ({ id: `o-${run.id}-${ordinal}`, runId: run.id, mediaId: run.mediaId, analyzer: run.analyzer, startMs: ordinal * 500, endMs: ordinal * 500, confidence: 0.9, sentence: `Seen ${ordinal}.`, source: 'model', ...more });

export function documentCases(database: () => Database): void {
  const parts = () => ({ database: database() });

  test('the streamed document is what the command writes of the same runs', async () => {
    const job = await storeJob(database());
    const media = await storeFacts(database(), job);
    await database().transaction(job, (tx) => tx.execute(sql`delete from run`));
    const runs: Run[] = [runOf(media, 'object_detection'), runOf(media, 'text_overlay'), runOf(media, 'speech_transcription', { status: 'not_run', reason: 'no_audio', message: 'No sound.', coverage: 0 }), runOf(media, 'cut_analysis')];
    const [things, texts, , cuts] = runs as [Run, Run, Run, Run];
    const found = new Map([
      [things.id, Array.from({ length: 40 }, (_, i) => seenIn(things, i, { label: i % 3 === 0 ? 'person' : 'car', trackId: `t${i % 4}`, box: { x: 0, y: 0, w: 0.5, h: 1 } }))],
      [texts.id, [seenIn(texts, 0, { text: 'a “quoted” \u202eword', attributes: { nothing: null } }), seenIn(texts, 1, { text: 'SALE', endMs: 9000 })]],
      [cuts.id, [seenIn(cuts, 3, { label: 'cut' })]],
    ]);
    const collected = collector();
    for (const run of runs) {
      collected.take({ type: 'observations', seq: 1, runId: run.id, items: found.get(run.id) ?? [] });
      collected.take({ type: 'run', seq: 2, run });
      await database().transaction(job, (tx) => storeRun(tx, { jobId: job.jobId, run, observations: found.get(run.id) ?? [] }));
    }
    const told = ResultDocument.parse(JSON.parse(await text(await mediumDocument(parts(), principalIn(job), job))));
    const written = documentOf({ job: told.job, media, choices: [], collected, language: 'en', seconds: 0 });
    expect(told).toEqual(written);
    expect(told.summary.text).toContain('SALE');
    expect(told.job).toMatchObject({ id: job.jobId, name: 'test', profile: 'lite', language: 'en' });
    const whole = JobDocument.parse(JSON.parse(await text(await jobDocument(parts(), principalIn(job), job.jobId))));
    expect(whole).toMatchObject({ media: [{ ...media, document: `media/${media.id}/document`, summary: written.summary }], rejected: [], summary: { mediaCount: 1, observationCount: 43 } });
  });

  test('a document holds what counts: corrections laid over, nothing that was taken out or rejected', async () => {
    const job = await storeJob(database());
    const person = principalIn(job);
    await store(database(), job, [1, 2, 3].map((i) => observationIn(job, i)));
    const [one, two, three] = [1, 2, 3].map((i) => observationIn(job, i).id) as [string, string, string];
    await correct(parts(), person, { jobId: job.jobId, correction: { kind: 'edit', observationId: one, patch: { label: 'mine' } } });
    await correct(parts(), person, { jobId: job.jobId, correction: { kind: 'reject', observationId: two } });
    await correct(parts(), person, { jobId: job.jobId, correction: { kind: 'remove', observationId: three } });
    const told = ResultDocument.parse(JSON.parse(await text(await mediumDocument(parts(), person, job))));
    expect(told.observations).toMatchObject([{ id: one, label: 'mine', corrected: true, source: 'user' }]);
    expect(told.summary.observationCount).toBe(1);
    const details = await observationDetails(parts(), person, job.jobId, one);
    expect(details).toMatchObject({ version: 2, original: observationIn(job, 1), corrections: [{ kind: 'edit', author: person.actor }] });
  });

  test('a document of many pages comes in pieces that stay small, complete and in order', async () => {
    const job = await storeJob(database());
    const count = 12_345;
    await database().transaction(job, (tx) => insertObservations(tx, job.jobId, Array.from({ length: count }, (_, i) => observationIn(job, i, { startMs: (count - i) % 500, endMs: 1000 - (i % 7) }))));
    let longest = 0;
    let lines = 0;
    let last = [-1, -1];
    for await (const piece of await observationLines(parts(), principalIn(job), { jobId: job.jobId })) {
      longest = Math.max(longest, String(piece).length);
      for (const line of String(piece).trimEnd().split('\n')) {
        const { startMs, endMs } = JSON.parse(line) as Observation; // our own line
        expect(startMs > (last[0] ?? 0) || (startMs === last[0] && endMs >= (last[1] ?? 0))).toBe(true);
        last = [startMs, endMs];
        lines += 1;
      }
    }
    expect(lines).toBe(count);
    expect(longest).toBeLessThan(1_000_000);
    const told = ResultDocument.parse(JSON.parse(await text(await mediumDocument(parts(), principalIn(job), job))));
    expect(new Set(told.observations.map(({ id }) => id)).size).toBe(count);
  });

  test('where results change while a document is read, it breaks instead of mixing two', async () => {
    const job = await storeJob(database());
    await store(database(), job, Array.from({ length: 5000 }, (_, i) => observationIn(job, i)));
    const stream = await mediumDocument(parts(), principalIn(job), job);
    const reading = (async () => {
      let pieces = 0;
      for await (const piece of stream) {
        expect(String(piece).length).toBeGreaterThan(0);
        if (++pieces === 2) await store(database(), job, [observationIn(job, 1)]);
      }
    })();
    await expect(reading).rejects.toMatchObject({ code: 'CONFLICT' });
  });

  test('pages stay right while rows are added: nothing twice, nothing left out', async () => {
    const job = await storeJob(database());
    const person = principalIn(job);
    await store(database(), job, Array.from({ length: 50 }, (_, i) => observationIn(job, i)));
    const found: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await listJobObservations(parts(), person, { jobId: job.jobId, filter: {}, limit: 7, cursor });
      found.push(...page.items.map(({ id }) => id));
      cursor = page.next;
      await correct(parts(), person, { jobId: job.jobId, correction: { kind: 'add', observation: { mediaId: job.mediaId, analyzer: 'test', startMs: 0, endMs: 0, confidence: 1 } } });
    } while (cursor !== undefined);
    expect(found).toEqual(Array.from({ length: 50 }, (_, i) => observationIn(job, i).id));
    await expect(listJobObservations(parts(), person, { jobId: job.jobId, filter: {}, limit: 7, cursor: 'nonsense' })).rejects.toMatchObject({ code: 'INVALID_MESSAGE' });
  });

  test('filters and counts agree', async () => {
    const job = await storeJob(database());
    const person = principalIn(job);
    await store(database(), job, [
      observationIn(job, 1, { label: 'dog', trackId: 't1' }), observationIn(job, 2, { label: 'dog', personId: 'p1', text: 'Hund' }), observationIn(job, 3, { label: 'cat', speakerId: 's1' }), observationIn(job, 4),
    ]);
    await correct(parts(), person, { jobId: job.jobId, correction: { kind: 'accept', observationId: observationIn(job, 1).id } });
    const list = async (filter: Parameters<typeof listJobObservations>[2]['filter']): Promise<string> =>
      (await listJobObservations(parts(), person, { jobId: job.jobId, filter, limit: 50 })).items.map(({ id }) => id.split('-').at(-1)).join('');
    for (const [filter, expected] of [
      [{ label: ['dog'] }, '12'], [{ trackId: 't1' }, '1'], [{ personId: 'p1' }, '2'], [{ speakerId: 's1' }, '3'], [{ runId: job.runId }, '1234'], [{ runId: 'other' }, ''],
      [{ review: 'accepted' as const }, '1'], [{ review: 'open' as const }, '234'], [{ source: 'user' as const }, ''], [{ text: 'hund' }, '2'], [{ fromMs: 150, toMs: 350 }, '23'], [{ removed: true }, ''],
    ] as const) {
      const wanted = 'label' in filter ? { label: [...filter.label] } : filter;
      expect(await list(wanted), JSON.stringify(filter)).toBe(expected);
      expect((await resultFacets(parts(), person, job.jobId, wanted)).count, JSON.stringify(filter)).toBe(expected.length);
    }
    expect(await resultFacets(parts(), person, job.jobId, {})).toEqual({ count: 4, analyzers: [{ analyzer: 'test', count: 4 }], labels: [{ analyzer: 'test', label: 'dog', count: 2 }, { analyzer: 'test', label: 'cat', count: 1 }] });
    expect((await listResults(parts(), person, { limit: 10 })).items).toMatchObject([{ jobId: job.jobId, jobName: 'test', mediaId: job.mediaId, runs: { done: 1 }, observations: 4 }]);
  });

  test('deleting takes model output, and what people said comes back with it; all of it only if asked', async () => {
    const job = await storeJob(database());
    const person = principalIn(job);
    const found = [observationIn(job, 1), observationIn(job, 2)];
    await store(database(), job, found);
    await correct(parts(), person, { jobId: job.jobId, correction: { kind: 'edit', observationId: observationIn(job, 1).id, patch: { label: 'mine' } } });
    await database().transaction(job, (tx) => tx.execute(sql`update job set state = 'analysing'`));
    await expect(deleteResults(parts(), person, { jobId: job.jobId, corrections: false })).rejects.toMatchObject({ code: 'STATE_FORBIDS' });
    await database().transaction(job, (tx) => tx.execute(sql`update job set state = 'idle'`));
    await expect(deleteResults(parts(), person, { jobId: job.jobId, runId: 'other', corrections: false })).rejects.toMatchObject({ code: 'NOT_FOUND' });
    expect(await deleteResults(parts(), person, { jobId: job.jobId, runId: job.runId, corrections: false })).toEqual({ runs: 1, observations: 2, corrections: 0 });
    expect((await listCorrections(parts(), person, { jobId: job.jobId, orphaned: true, limit: 5 })).items).toHaveLength(1);
    await store(database(), job, found);
    expect((await listJobObservations(parts(), person, { jobId: job.jobId, filter: {}, limit: 5 })).items).toMatchObject([{ label: 'mine' }, {}]);
    expect(await deleteResults(parts(), person, { jobId: job.jobId, corrections: true })).toEqual({ runs: 1, observations: 2, corrections: 1 });
    expect((await listResults(parts(), person, { limit: 10 })).items).toEqual([]);
  });

  test('of a hold its owner is told why, others that it is, an administrator how many; a person who owns releases it, once', async () => {
    const job = await storeJob(database());
    const owner = principalIn(job);
    const held = [{ startMs: 1000, endMs: 2000, reason: 'age_uncertain' }, { startMs: 5000, endMs: 6000, reason: 'possible_minor' }];
    await store(database(), job, [], { status: 'held', reason: 'age_uncertain', held, coverage: 0.9 });
    const { items } = await listHeldShots(parts(), owner, job.jobId, 'en');
    expect(items).toMatchObject([{ startMs: 1000, endMs: 2000, reason: 'age_uncertain' }, { startMs: 5000, reason: 'possible_minor' }]);
    expect(items[0]?.message).toMatch(/estimate of age is too uncertain.*crime/s);
    const viewer = { ...owner, workspaceRole: 'viewer' as const };
    expect(Object.keys((await listHeldShots(parts(), viewer, job.jobId, 'en')).items[0] ?? {}).sort()).toEqual(['heldAt', 'id', 'mediaId']);
    const counts = (await countHeldShots(parts(), owner)).items.find(({ workspaceId }) => workspaceId === job.workspaceId);
    expect(counts).toEqual({ workspaceId: job.workspaceId, held: 2, released: 0 });

    const allowed: string[] = [];
    const releasing = { ...parts(), allowPictures: (_: string, mediaId: string) => { allowed.push(mediaId); return Promise.resolve(); } };
    const [first, second] = items.map(({ id }) => id) as [string, string];
    for (const who of [viewer, { ...owner, workspaceRole: 'editor' as const }, { ...owner, kind: 'api_key' as const }]) {
      await expect(releaseShot(releasing, who, { jobId: job.jobId, heldId: first, language: 'en' })).rejects.toMatchObject({ code: 'FORBIDDEN' });
    }
    await expect(releaseShot(releasing, principalIn(await storeJob(database())), { jobId: job.jobId, heldId: first, language: 'en' })).rejects.toMatchObject({ code: 'NOT_FOUND' });
    expect(await releaseShot(releasing, owner, { jobId: job.jobId, heldId: first, language: 'en' })).toMatchObject({ id: first, releasedAt: expect.any(String) as string });
    expect(allowed).toEqual([]);
    await expect(releaseShot(releasing, owner, { jobId: job.jobId, heldId: first, language: 'en' })).rejects.toMatchObject({ code: 'STATE_FORBIDS' });
    await releaseShot(releasing, owner, { jobId: job.jobId, heldId: second, language: 'en' });
    expect(allowed).toEqual([job.mediaId]);
  });

  test('after a release words and colours may be told again, persons and acts never', async () => {
    const job = await storeJob(database());
    const owner = principalIn(job);
    await store(database(), job, [], { status: 'held', reason: 'age_unknown', held: [{ startMs: 0, endMs: 1000, reason: 'age_unknown' }] });
    const tell = async (analyzer: string): Promise<number> => {
      const run = runIn(job, { id: `${job.runId}-${analyzer}`, analyzer });
      await database().transaction(job, (tx) => storeRun(tx, { jobId: job.jobId, run: { ...run, parameters: { at: Math.random() } }, observations: [{ ...observationIn(job, 1), id: `o-${analyzer}`, runId: run.id, analyzer }] }));
      return (await listJobObservations(parts(), owner, { jobId: job.jobId, filter: { analyzer: [analyzer] }, limit: 5 })).items.length;
    };
    expect([await tell('text_overlay'), await tell('object_detection'), await tell('cut_analysis'), await tell('a_plugin')]).toEqual([0, 0, 1, 0]);
    const [shot] = (await listHeldShots(parts(), owner, job.jobId, 'de')).items;
    await releaseShot({ ...parts(), allowPictures: () => Promise.resolve() }, owner, { jobId: job.jobId, heldId: shot?.id ?? '', language: 'de' });
    expect([await tell('text_overlay'), await tell('object_detection'), await tell('cut_analysis'), await tell('a_plugin')]).toEqual([1, 0, 1, 0]);
  });

  test('another workspace reads nothing of it', async () => {
    const job = await storeJob(database());
    await store(database(), job, [observationIn(job, 1)]);
    const stranger = principalIn(await storeJob(database()));
    for (const attempt of [
      () => mediumDocument(parts(), stranger, job), () => jobDocument(parts(), stranger, job.jobId), () => observationLines(parts(), stranger, { jobId: job.jobId }), () => observationLines(parts(), stranger, job),
      () => listJobObservations(parts(), stranger, { jobId: job.jobId, filter: {}, limit: 5 }), () => observationDetails(parts(), stranger, job.jobId, observationIn(job, 1).id),
      () => resultFacets(parts(), stranger, job.jobId, {}), () => deleteResults(parts(), stranger, { jobId: job.jobId, corrections: true }), () => listHeldShots(parts(), stranger, job.jobId, 'en'),
    ]) await expect(attempt(), String(attempt)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    expect((await listResults(parts(), stranger, { limit: 10 })).items.filter(({ jobId }) => jobId === job.jobId)).toEqual([]);
    await expect(mediumDocument(parts(), principalIn(job, ['jobs:read']), job)).rejects.toMatchObject({ code: 'FORBIDDEN' });
  });
}
