/** Corrections: they lie over model output, survive a re-run, can be taken back, and stay in their workspace. */
import { randomUUID } from 'node:crypto';
import type { NewCorrection, Observation } from '@aima/contract';
import { sql } from 'drizzle-orm';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { rowsOf } from '../../src/db/database.ts';
import { listObservations, type Database, type ObservationFilter } from '../../src/db/index.ts';
import { correct, listCorrections, redoCorrection, storedRuns, undoCorrection } from '../../src/results/index.ts';
import { principalIn } from './principals.ts';
import { store } from './results-cases.ts';
import { observationIn, storeJob, type StoredJob } from './stored-results.ts';

const list = async (database: Database, job: StoredJob, filter: Partial<ObservationFilter> = {}): Promise<Observation[]> =>
  (await database.read(job, (tx) => listObservations(tx, { jobId: job.jobId, limit: 500, ...filter }))).observations;

const edit = (observationId: string, patch: Extract<NewCorrection, { kind: 'edit' }>['patch']): NewCorrection => ({ kind: 'edit', observationId, patch });

export function correctionCases(database: () => Database): void {
  const parts = () => ({ database: database() });

  test('an edit lies over what the model said, is found by its new words, and the model\'s words stay', async () => {
    const job = await storeJob(database());
    const person = principalIn(job);
    const before = observationIn(job, 1, { label: 'dog', text: 'A god', sentence: 'Text: “A god”.', attributes: { a: 1, b: 2 } });
    await store(database(), job, [before, observationIn(job, 2)]);
    const { observation, version, correction } = await correct(parts(), person, { jobId: job.jobId, correction: edit(before.id, { text: 'A dog', label: null, attributes: { b: null, c: [1] } }) });
    const { label: _label, ...rest } = before;
    expect(observation).toEqual({ ...rest, text: 'A dog', sentence: 'Text: “A dog”.', attributes: { a: 1, c: [1] }, source: 'user', corrected: true });
    expect(version).toBe(2);
    expect(correction).toMatchObject({ author: person.actor, kind: 'edit', stands: true, orphaned: false, observationIds: [before.id], targetCount: 1 });
    expect(await list(database(), job, { text: 'dog' })).toEqual([observation]);
    expect(await list(database(), job, { labels: ['dog'] })).toEqual([]);
    expect(await list(database(), job, { corrected: true })).toEqual([observation]);
    expect((await database().read(job, (tx) => storedRuns(tx, job.jobId, job.mediaId)))[0]?.observations[0]).toEqual(before);
  });

  test('a request whose answer was lost does nothing twice: the same correction, and one step back', async () => {
    const job = await storeJob(database());
    const person = principalIn(job);
    await store(database(), job, [1, 2].map((i) => observationIn(job, i)));
    const keyed = () => ({ ...person, makesId: randomUUID() });
    const [add, remove, undo] = [keyed(), keyed(), keyed()];
    const added = { kind: 'add', observation: { mediaId: job.mediaId, analyzer: 'test', startMs: 50, endMs: 60, label: 'ball', confidence: 1 } } as const;
    expect(await correct(parts(), add, { jobId: job.jobId, correction: added })).toEqual(await correct(parts(), add, { jobId: job.jobId, correction: added }));
    const removed = { kind: 'remove', observationId: observationIn(job, 1).id } as const;
    await correct(parts(), remove, { jobId: job.jobId, correction: removed });
    await correct(parts(), remove, { jobId: job.jobId, correction: removed });
    expect((await listCorrections(parts(), person, { jobId: job.jobId, limit: 10 })).items).toHaveLength(2);
    expect(await undoCorrection(parts(), undo, job.jobId)).toEqual(await undoCorrection(parts(), undo, job.jobId));
    // The first one still stands.
    expect((await listCorrections(parts(), person, { jobId: job.jobId, limit: 10 })).items.map(({ kind, stands }) => [kind, stands])).toEqual([['remove', false], ['add', true]]);
  });

  test('add, remove, accept and reject; each is taken back and brought back in order, by its author alone', async () => {
    const job = await storeJob(database());
    const [anna, ben] = [principalIn(job), principalIn(job)];
    await store(database(), job, [1, 2, 3].map((i) => observationIn(job, i)));
    const [one, two, three] = [1, 2, 3].map((i) => observationIn(job, i).id) as [string, string, string];
    const { observation: added } = await correct(parts(), anna, { jobId: job.jobId, correction: { kind: 'add', observation: { mediaId: job.mediaId, analyzer: 'test', startMs: 50, endMs: 60, label: 'red_ball', confidence: 1 } } });
    expect(added).toMatchObject({ source: 'user', sentence: 'red ball', analyzer: 'test' });
    await correct(parts(), anna, { jobId: job.jobId, correction: { kind: 'remove', observationId: one } });
    await correct(parts(), ben, { jobId: job.jobId, correction: { kind: 'reject', observationId: two } });
    await correct(parts(), anna, { jobId: job.jobId, correction: { kind: 'accept', observationId: three } });
    const look = async (): Promise<string> => (await list(database(), job)).map(({ id, review = '' }) => `${id === added?.id ? 'added' : id.split('-').at(-1) ?? ''}${review}`).join(' ');
    expect(await look()).toBe('added 2rejected 3accepted');
    expect((await list(database(), job, { removed: true })).map(({ id }) => id)).toEqual([one]);
    await undoCorrection(parts(), anna, job.jobId);
    expect(await look()).toBe('added 2rejected 3');
    await undoCorrection(parts(), anna, job.jobId);
    expect(await look()).toBe('added 1 2rejected 3');
    await undoCorrection(parts(), anna, job.jobId);
    expect(await look()).toBe('1 2rejected 3');
    await expect(undoCorrection(parts(), anna, job.jobId)).rejects.toMatchObject({ code: 'STATE_FORBIDS' });
    await redoCorrection(parts(), anna, job.jobId);
    await redoCorrection(parts(), anna, job.jobId);
    expect(await look()).toBe('added 2rejected 3');
    await correct(parts(), anna, { jobId: job.jobId, correction: edit(added?.id ?? '', { startMs: 0, endMs: 0 }) });
    await expect(redoCorrection(parts(), anna, job.jobId)).rejects.toMatchObject({ code: 'STATE_FORBIDS' });
    await undoCorrection(parts(), ben, job.jobId);
    expect(await look()).toBe('added 2 3');
    // What was said stays in the log.
    const { items } = await listCorrections(parts(), anna, { jobId: job.jobId, limit: 50 });
    expect(items.map(({ kind, stands }) => `${kind}${stands ? '' : ' taken back'}`)).toEqual(['edit', 'accept taken back', 'reject taken back', 'remove', 'add']);
  });

  test('corrections survive a re-run whose ids, order and times changed; what is not found again is kept as orphaned', async () => {
    const job = await storeJob(database());
    const person = principalIn(job);
    const box = { x: 0.1, y: 0.1, w: 0.2, h: 0.2 };
    await store(database(), job, [
      observationIn(job, 0, { label: 'cat', startMs: 1000, endMs: 2000, box }),
      observationIn(job, 1, { label: 'cat', startMs: 1000, endMs: 2000, box: { ...box, x: 0.6 } }),
      observationIn(job, 2, { label: 'dog', startMs: 9000, endMs: 9000 }),
    ]);
    await correct(parts(), person, { jobId: job.jobId, correction: edit(observationIn(job, 0).id, { label: 'lynx' }) });
    await correct(parts(), person, { jobId: job.jobId, correction: edit(observationIn(job, 0).id, { text: 'Luchs' }) });
    await correct(parts(), person, { jobId: job.jobId, correction: { kind: 'remove', observationId: observationIn(job, 1).id } });
    await correct(parts(), person, { jobId: job.jobId, correction: edit(observationIn(job, 2).id, { label: 'wolf' }) });
    await correct(parts(), person, { jobId: job.jobId, correction: { kind: 'add', observation: { mediaId: job.mediaId, analyzer: 'test', startMs: 5, endMs: 5, label: 'mine', confidence: 1 } } });
    // The ordinals mean other things now: 0 is new, the cats follow, moved a little; there is no dog.
    await store(database(), job, [
      observationIn(job, 0, { label: 'cat', startMs: 5000, endMs: 6000, box }),
      observationIn(job, 1, { label: 'cat', startMs: 1100, endMs: 2100, box: { ...box, x: 0.61 } }),
      observationIn(job, 2, { label: 'cat', startMs: 1100, endMs: 2100, box: { ...box, x: 0.11 } }),
    ], { parameters: { changed: true } });
    const look = async (): Promise<string[]> => (await list(database(), job)).map(({ label = '', startMs, text = '' }) => `${label} ${startMs}${text}`);
    expect(await look()).toEqual(['mine 5', 'lynx 1100Luchs', 'cat 5000']);
    const orphans = await listCorrections(parts(), person, { jobId: job.jobId, orphaned: true, limit: 10 });
    expect(orphans.items).toMatchObject([{ kind: 'edit', patch: { label: 'wolf' }, orphaned: true, observationIds: [] }]);
    // The dog comes back, and what was said of it.
    await store(database(), job, [
      observationIn(job, 0, { label: 'dog', startMs: 9100, endMs: 9100 }),
      observationIn(job, 1, { label: 'cat', startMs: 1100, endMs: 2100, box }),
    ]);
    expect(await look()).toEqual(['mine 5', 'lynx 1100Luchs', 'wolf 9100']);
    expect((await listCorrections(parts(), person, { jobId: job.jobId, orphaned: true, limit: 10 })).items).toMatchObject([{ kind: 'remove' }]);
    // Newest first: add, wolf. Undo reaches what was found again, too.
    await undoCorrection(parts(), person, job.jobId);
    await undoCorrection(parts(), person, job.jobId);
    expect(await look()).toEqual(['lynx 1100Luchs', 'dog 9100']);
  });

  test('a speaker is named by one correction, which finds the voice again under another number', async () => {
    const job = await storeJob(database());
    const person = principalIn(job);
    const said = (ordinal: number, speakerId: string, fromS: number): Observation => observationIn(job, ordinal, { speakerId, startMs: fromS * 1000, endMs: fromS * 1000 + 900, text: `w${fromS}` });
    await store(database(), job, [said(0, 's1', 0), said(1, 's2', 1), said(2, 's1', 2), said(3, 's1', 3)]);
    const { correction } = await correct(parts(), person, { jobId: job.jobId, correction: { kind: 'edit', selector: { mediaId: job.mediaId, speakerId: 's1' }, patch: { attributes: { speakerName: 'Anna' } } } });
    expect(correction.targetCount).toBe(3);
    await correct(parts(), person, { jobId: job.jobId, correction: { kind: 'edit', selector: { mediaId: job.mediaId, speakerId: 's2' }, patch: { speakerId: 's1' } } });
    const look = async (): Promise<string[]> => (await list(database(), job)).map(({ text = '', attributes, speakerId = '' }) => `${text} ${speakerId}${attributes === undefined ? '' : JSON.stringify(attributes)}`);
    const named = '{"speakerName":"Anna"}';
    expect(await look()).toEqual([`w0 s1${named}`, 'w1 s1', `w2 s1${named}`, `w3 s1${named}`]);
    // The numbers are swapped.
    await store(database(), job, [said(0, 's2', 0), said(1, 's1', 1), said(2, 's2', 2), said(3, 's2', 3)]);
    expect(await look()).toEqual([`w0 s2${named}`, 'w1 s1', `w2 s2${named}`, `w3 s2${named}`]);
    await undoCorrection(parts(), person, job.jobId);
    await undoCorrection(parts(), person, job.jobId);
    expect(await look()).toEqual(['w0 s2', 'w1 s1', 'w2 s2', 'w3 s2']);
    await expect(correct(parts(), person, { jobId: job.jobId, correction: { kind: 'accept', selector: { mediaId: job.mediaId, speakerId: 'nobody' } } })).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  test('who read an older version is told so, also after a re-run; of two at once one wins', async () => {
    const job = await storeJob(database());
    const person = principalIn(job);
    const { id } = observationIn(job, 1);
    await store(database(), job, [observationIn(job, 1)]);
    const change = (label: string, ifVersion: number) => correct(parts(), person, { jobId: job.jobId, correction: edit(id, { label }), ifVersion });
    const both = await Promise.allSettled([change('a', 1), change('b', 1)]);
    expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    await expect(change('c', 1)).rejects.toMatchObject({ code: 'VERSION_CHANGED', details: { version: 2 } });
    await store(database(), job, [observationIn(job, 1, { confidence: 0.9 })]);
    await expect(change('c', 2)).rejects.toMatchObject({ code: 'VERSION_CHANGED' });
  });

  test('nobody corrects another workspace\'s rows, or without the right; what was said cannot be changed', async () => {
    const [mine, theirs] = [await storeJob(database()), await storeJob(database())];
    await store(database(), theirs, [observationIn(theirs, 1)]);
    await correct(parts(), principalIn(theirs), { jobId: theirs.jobId, correction: edit(observationIn(theirs, 1).id, { label: 'theirs' }) });
    const intruder = principalIn(mine);
    for (const attempt of [
      () => correct(parts(), intruder, { jobId: theirs.jobId, correction: edit(observationIn(theirs, 1).id, { label: 'x' }) }),
      () => correct(parts(), intruder, { jobId: mine.jobId, correction: edit(observationIn(theirs, 1).id, { label: 'x' }) }),
      () => correct(parts(), intruder, { jobId: mine.jobId, correction: { kind: 'add', observation: { mediaId: theirs.mediaId, analyzer: 'a', startMs: 0, endMs: 0, confidence: 1 } } }),
      () => undoCorrection(parts(), intruder, theirs.jobId),
      () => listCorrections(parts(), intruder, { jobId: theirs.jobId, limit: 10 }),
    ]) await expect(attempt()).rejects.toMatchObject({ code: 'NOT_FOUND' });
    for (const table of ['correction', 'correction_target', 'held_shot', 'keyframe_pack']) {
      expect(await database().read(mine, (tx) => rowsOf(tx, sql`select 1 as one from ${sql.identifier(table)}`, z.object({}))), table).toEqual([]);
    }
    await expect(correct(parts(), principalIn(theirs, ['results:read']), { jobId: theirs.jobId, correction: edit(observationIn(theirs, 1).id, { label: 'x' }) })).rejects.toMatchObject({ code: 'FORBIDDEN' });
    await expect(database().transaction(theirs, (tx) => tx.execute(sql`update correction set author = 'somebody else'`))).rejects.toMatchObject({ cause: { code: '42501' } });
    await expect(database().transaction(theirs, (tx) => tx.execute(sql`delete from held_shot`))).rejects.toMatchObject({ cause: { code: '42501' } });
    expect((await list(database(), theirs)).map(({ label }) => label)).toEqual(['theirs']);
  });

  test('hostile words go in and come out', async () => {
    const job = await storeJob(database());
    await store(database(), job, [observationIn(job, 1)]);
    const text = 'a\u0000b \ud83d \u202eabc\u202c עברית \'; drop table correction; -- \\u0000';
    const { observation } = await correct(parts(), principalIn(job), { jobId: job.jobId, correction: edit(observationIn(job, 1).id, { text, attributes: { ['k\u0000']: '\udfff' } }) });
    expect(observation?.text).toBe('a\ufffdb \ufffd \u202eabc\u202c עברית \'; drop table correction; -- \\u0000');
    expect(observation?.attributes).toEqual({ 'k\ufffd': '\ufffd' });
  });

  test('of a held stretch nobody says anything, and what was said of it is gone', async () => {
    const job = await storeJob(database());
    const person = principalIn(job);
    await store(database(), job, [observationIn(job, 15)]);
    await correct(parts(), person, { jobId: job.jobId, correction: edit(observationIn(job, 15).id, { text: 'a description' }) });
    await store(database(), job, [observationIn(job, 0)], { status: 'held', reason: 'age_unknown', held: [{ startMs: 1000, endMs: 2000, reason: 'age_unknown' }] });
    const add = (startMs: number) => correct(parts(), person, { jobId: job.jobId, correction: { kind: 'add', observation: { mediaId: job.mediaId, analyzer: 'test', startMs, endMs: startMs, text: 'words', confidence: 1 } } });
    await expect(add(1500)).rejects.toMatchObject({ code: 'HELD' });
    await add(2000);
    await expect(correct(parts(), person, { jobId: job.jobId, correction: edit(observationIn(job, 0).id, { startMs: 1000, endMs: 1500 }) })).rejects.toMatchObject({ code: 'HELD' });
    const left = await database().read(job, (tx) => rowsOf(tx, sql`select patch::text || anchor::text as said from correction`, z.object({ said: z.string().nullable() })));
    expect(JSON.stringify(left)).not.toContain('a description');
  });
}
