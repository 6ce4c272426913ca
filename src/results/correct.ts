/** A person says that a finding is wrong, right, missing or called something else. */
import { randomUUID } from 'node:crypto';
import { runIdOf, type AddedObservation, type CorrectionResult, type CorrectionSelector, type NewCorrection, type Observation } from '@aima/contract';
import { recordAudit } from '../audit/index.ts';
import { requirePermission, type Principal } from '../auth/principal.ts';
import { addTargets, correctionMeant, heldShotsOf, insertCorrection, insertObservations, lockObservation, mediumOfObservation, observationById, putRun, selectedObservations, targetsOf, type Database, type SelectorField, type Transaction } from '../db/index.ts';
import { publish } from '../events/index.ts';
import { AppError } from '../kernel/app-error.ts';
import { addedObservation, patched } from './correction-patch.ts';
import { authorOf, demandJob, lockOrRefuse, readCorrection } from './correction-parts.ts';
import { touches, withholds } from './held-findings.ts';
import { layCorrections, selectedBy, selectorAnchor } from './lay-corrections.ts';
import { publishRating, RATING_ANALYZER } from './rating.ts';

export interface ResultParts {
  database: Database;
}

/** Run of what people add: it has no model. */
const USER_RUN = 'user';
const MOST_SELECTED = 50_000;

/** Of a held shot nobody says anything. @throws AppError HELD */
async function demandFree(tx: Transaction, found: Observation): Promise<void> {
  const holds = await heldShotsOf(tx, found.mediaId);
  if (holds.some((hold) => withholds(hold, found.analyzer) && touches(hold, found))) throw new AppError('HELD', 'This stretch is held; nothing is told of it.', { mediaId: found.mediaId });
}

interface Context {
  tx: Transaction;
  jobId: string;
  author: string;
  /** Of the correction. */
  id: string;
}

/** What was said, and of which medium; `observationId` where one observation was meant. */
interface Said { correctionId: string; mediaId: string; observationId?: string }

async function addOne({ tx, jobId, author, id }: Context, added: AddedObservation): Promise<Said> {
  const { mediaId } = added;
  await lockOrRefuse(tx, jobId, mediaId);
  const runId = runIdOf(mediaId.replace(/^m-/, ''), USER_RUN, 1);
  const observation = addedObservation(`u-${id}`, runId, added);
  await demandFree(tx, observation);
  await putRun(tx, { jobId, ended: true, run: { id: runId, mediaId, analyzer: USER_RUN, version: 1, status: 'done', method: 'user', models: [], parameters: {}, seconds: 0, device: 'none', coverage: 1 } });
  await insertObservations(tx, jobId, [observation]);
  await insertCorrection(tx, { id, jobId, mediaId, author, kind: 'add', observationId: observation.id, lineage: id, anchor: { looked: observation } });
  await addTargets(tx, jobId, [{ correctionId: id, observationId: observation.id }]);
  return { correctionId: id, mediaId, observationId: observation.id };
}

type Targeted = Exclude<NewCorrection, { kind: 'add' }>;

async function correctOne({ tx, jobId, author, id }: Context, correction: Targeted, observationId: string, ifVersion: number | undefined): Promise<Said> {
  const mediaId = await mediumOfObservation(tx, jobId, observationId);
  if (mediaId === undefined) throw new AppError('NOT_FOUND', 'There is no such observation.', { jobId });
  await lockOrRefuse(tx, jobId, mediaId);
  const target = await lockObservation(tx, jobId, observationId);
  if (!target) throw new AppError('NOT_FOUND', 'There is no such observation.', { jobId });
  if (ifVersion !== undefined && target.version !== ifVersion) throw new AppError('VERSION_CHANGED', 'The observation was changed meanwhile.', { version: target.version });
  const now = await observationById(tx, jobId, observationId);
  if (correction.kind === 'edit' && now) await demandFree(tx, patched(now.observation, correction.patch));
  await insertCorrection(tx, {
    id, jobId, mediaId, author, kind: correction.kind, observationId, lineage: target.lineage ?? id, anchor: { looked: target.original },
    ...(correction.kind === 'edit' ? { patch: correction.patch } : {}),
  });
  await addTargets(tx, jobId, [{ correctionId: id, observationId }]);
  await layCorrections(tx, jobId, [observationId]);
  return { correctionId: id, mediaId, observationId };
}

async function correctAll({ tx, jobId, author, id }: Context, correction: Targeted, selector: CorrectionSelector): Promise<Said> {
  const { mediaId } = selector;
  await lockOrRefuse(tx, jobId, mediaId);
  const { field, value }: { field: SelectorField; value: string } = selectedBy(selector);
  const chosen = await selectedObservations(tx, jobId, selector, field, value);
  if (chosen.length === 0) throw new AppError('NOT_FOUND', 'No observation of this medium carries that id.', { jobId, mediaId });
  if (chosen.length > MOST_SELECTED) throw new AppError('TOO_LARGE', `That are ${chosen.length} observations; one correction takes ${MOST_SELECTED} at most.`, { limit: MOST_SELECTED });
  if (correction.kind === 'edit' && (correction.patch.startMs !== undefined || correction.patch.endMs !== undefined)) throw new AppError('INVALID_MESSAGE', 'Times are corrected one by one.');
  await insertCorrection(tx, { id, jobId, mediaId, author, kind: correction.kind, selector, anchor: selectorAnchor(field, chosen), ...(correction.kind === 'edit' ? { patch: correction.patch } : {}) });
  const ids = chosen.map((item) => item.id);
  await addTargets(tx, jobId, ids.map((observationId) => ({ correctionId: id, observationId })));
  await layCorrections(tx, jobId, ids);
  return { correctionId: id, mediaId };
}

async function say(context: Context, correction: NewCorrection, ifVersion: number | undefined): Promise<Said> {
  if (correction.kind === 'add') return addOne(context, correction.observation);
  const { observationId, selector } = correction;
  if ((observationId === undefined) === (selector === undefined)) throw new AppError('INVALID_MESSAGE', 'A correction names an observation or a selector, not both.');
  if (observationId !== undefined) return correctOne(context, correction, observationId, ifVersion);
  return correctAll(context, correction, selector ?? { mediaId: '' });
}

async function answerOf(tx: Transaction, jobId: string, correctionId: string, observationId: string | undefined): Promise<CorrectionResult> {
  const correction = await readCorrection(tx, jobId, correctionId);
  const now = observationId === undefined ? undefined : await observationById(tx, jobId, observationId);
  return { correction, ...(now ? { observation: now.observation, version: now.version } : {}) };
}

/** What an earlier request of the same key did, whose answer was lost. */
export async function doneBefore(tx: Transaction, { makesId }: Principal, jobId: string): Promise<CorrectionResult | undefined> {
  const correctionId = makesId === undefined ? undefined : await correctionMeant(tx, jobId, makesId);
  if (correctionId === undefined) return undefined;
  const targets = await targetsOf(tx, correctionId);
  return answerOf(tx, jobId, correctionId, targets.length === 1 ? targets[0] : undefined);
}

/** The answer, and what others hear of it: the last statements of the transaction. */
export async function tellCorrection(tx: Transaction, principal: Principal, jobId: string, action: string, { correctionId, mediaId, observationId }: Said): Promise<CorrectionResult> {
  const answer = await answerOf(tx, jobId, correctionId, observationId);
  const { correction } = answer;
  await recordAudit(tx, {
    workspaceId: principal.workspaceId, actor: principal.actor, action, objectType: 'correction', objectId: correctionId,
    details: { jobId, mediaId, kind: correction.kind, targets: correction.targetCount, ...(observationId === undefined ? {} : { observationId }) },
  });
  await publish(tx, principal.workspaceId, { kind: 'results.changed', body: { jobId, mediaId, ...(observationId === undefined ? {} : { observationId }) } });
  if (answer.observation?.analyzer === RATING_ANALYZER) await publishRating(tx, principal.workspaceId, mediaId);
  return answer;
}

/**
 * @param ifVersion version of the one observation that the person read
 * @throws AppError FORBIDDEN, NOT_FOUND, VERSION_CHANGED, HELD, INVALID_MESSAGE, TOO_LARGE
 */
export async function correct({ database }: ResultParts, principal: Principal, { jobId, correction, ifVersion }: { jobId: string; correction: NewCorrection; ifVersion?: number | undefined }): Promise<CorrectionResult> {
  requirePermission(principal, 'results:write');
  return database.transaction({ workspaceId: principal.workspaceId }, async (tx) => {
    await demandJob(tx, jobId);
    const before = await doneBefore(tx, principal, jobId);
    if (before) return before;
    const said = await say({ tx, jobId, author: authorOf(principal), id: principal.makesId ?? randomUUID() }, correction, ifVersion);
    return tellCorrection(tx, principal, jobId, 'correction.made', said);
  });
}
