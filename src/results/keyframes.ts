/**
 * Pictures that a worker sent, kept encrypted with the key of their medium: once that key is destroyed they are noise. They
 * lie in files of the storage beside the medium's other pictures, so that a wipe takes them along; not in the database, because
 * backups of it may hold no media.
 */
import { randomUUID } from 'node:crypto';
import { buffer } from 'node:stream/consumers';
import type { KeyObject } from 'node:crypto';
import type { Principal } from '../auth/principal.ts';
import { deleteKeyframePacks, heldShotsOf, insertKeyframePack, keyframePacks, mediaWithPicturesToRemove, notePicturesRemoved, type Database, type PackedFrame } from '../db/index.ts';
import { openStored, writeStored, type StorageDriver } from '../storage/index.ts';
import { demandJob } from './correction-parts.ts';
import { touches } from './held-findings.ts';

export interface Keyframe {
  atMs: number;
  /** Pixels. */
  width: number;
  height: number;
  jpeg: Uint8Array;
}

export interface KeyframeParts {
  database: Database;
  driver: StorageDriver;
  /** Key of the medium's file, and the folder of all that is made from it. @throws AppError KEY_UNAVAILABLE, NOT_FOUND once it is wiped */
  placeOf(workspaceId: string, mediaId: string): Promise<{ fileKey: KeyObject; prefix: string }>;
}

interface Place {
  workspaceId: string;
  mediaId: string;
}

/** An object store is asked for few writes, and a picture is read without those beside it. */
const MOST_IN_PACK = 32;

const contextOf = (workspaceId: string, packId: string): { workspaceId: string; fileId: string } => ({ workspaceId, fileId: `keyframes-${packId}` });

function placesOf(keyframes: readonly Keyframe[]): PackedFrame[] {
  let from = 0;
  return keyframes.map(({ atMs, width, height, jpeg }) => {
    const place = { atMs, width, height, from, sizeBytes: jpeg.length };
    from += jpeg.length;
    return place;
  });
}

/** Those of a shot that is held and not released stay out, as its findings do. */
async function allowed({ database }: KeyframeParts, { workspaceId, mediaId }: Place, keyframes: readonly Keyframe[]): Promise<Keyframe[]> {
  const holds = await database.read({ workspaceId }, (tx) => heldShotsOf(tx, mediaId));
  return keyframes.filter(({ atMs }) => !holds.some((hold) => touches(hold, { startMs: atMs, endMs: atMs })));
}

/**
 * Stores pictures of one medium in one job; of two at the same time the one stored last counts. Not within a transaction.
 *
 * @throws AppError KEY_UNAVAILABLE, NOT_FOUND and what the storage throws
 */
export async function storeKeyframes(parts: KeyframeParts, { jobId, ...place }: Place & { jobId: string }, keyframes: readonly Keyframe[]): Promise<void> {
  const sorted = (await allowed(parts, place, keyframes)).sort((a, b) => a.atMs - b.atMs);
  if (sorted.length === 0) return;
  const { fileKey, prefix } = await parts.placeOf(place.workspaceId, place.mediaId);
  for (let from = 0; from < sorted.length; from += MOST_IN_PACK) {
    const some = sorted.slice(from, from + MOST_IN_PACK);
    const id = randomUUID();
    const storageKey = `${prefix}keyframes-${id}`;
    await writeStored(parts.driver, storageKey, { fileKey, context: contextOf(place.workspaceId, id) }, some.map(({ jpeg }) => jpeg));
    try {
      await parts.database.transaction({ workspaceId: place.workspaceId }, (tx) => insertKeyframePack(tx, { id, jobId, mediaId: place.mediaId, storageKey, frames: placesOf(some) }));
    } catch (error) {
      await parts.driver.delete(storageKey);
      throw error;
    }
  }
}

/** Where to find the pictures of a medium, in order of time; of several jobs the one stored last counts. */
export interface KeyframeList {
  frames: { atMs: number; width: number; height: number; packId: string }[];
}

export async function listKeyframes({ database }: Pick<KeyframeParts, 'database'>, { workspaceId, mediaId, jobId }: Place & { jobId?: string }): Promise<KeyframeList> {
  const packs = await database.read({ workspaceId }, (tx) => keyframePacks(tx, { mediaId, jobId }));
  const byTime = new Map(packs.flatMap(({ id, frames }) => frames.map(({ atMs, width, height }) => [atMs, { atMs, width, height, packId: id }] as const)));
  return { frames: [...byTime.values()].sort((a, b) => a.atMs - b.atMs) };
}

/** The same for somebody who asks. @throws AppError NOT_FOUND where there is no such job */
export async function jobKeyframes(parts: Pick<KeyframeParts, 'database'>, { workspaceId }: Principal, place: { jobId: string; mediaId: string }): Promise<KeyframeList> {
  await parts.database.read({ workspaceId }, (tx) => demandJob(tx, place.jobId));
  return listKeyframes(parts, { workspaceId, ...place });
}

/** One picture; undefined where there is none at this moment. @throws AppError as `storeKeyframes` */
export async function readKeyframe(parts: KeyframeParts, { jobId, ...place }: Place & { jobId?: string }, atMs: number, signal?: AbortSignal): Promise<Keyframe | undefined> {
  const packs = await parts.database.read({ workspaceId: place.workspaceId }, (tx) => keyframePacks(tx, { mediaId: place.mediaId, jobId }));
  const pack = packs.findLast(({ frames }) => frames.some((frame) => frame.atMs === atMs));
  const frame = pack?.frames.find((one) => one.atMs === atMs);
  if (!pack || !frame) return undefined;
  const { fileKey } = await parts.placeOf(place.workspaceId, place.mediaId);
  const file = await openStored(parts.driver, pack.storageKey, { fileKey, context: contextOf(place.workspaceId, pack.id) }, signal);
  return { atMs, width: frame.width, height: frame.height, jpeg: await buffer(file.read({ start: frame.from, end: frame.from + frame.sizeBytes }, signal)) };
}

export interface HeldPictureParts {
  database: Database;
  /** The library's: deletes all pictures of the medium, these files among them, and shows none until it is released. */
  removePictures(workspaceId: string, mediaId: string): Promise<void>;
}

/** A shot of the medium is held: what was shown of it goes. May be repeated. */
export async function removeHeldPictures({ database, removePictures }: HeldPictureParts, { workspaceId, mediaId }: Place): Promise<void> {
  const held = await database.transaction({ workspaceId }, async (tx) => {
    await deleteKeyframePacks(tx, mediaId);
    return (await heldShotsOf(tx, mediaId)).map(({ id }) => id);
  });
  await removePictures(workspaceId, mediaId);
  await database.transaction({ workspaceId }, (tx) => notePicturesRemoved(tx, mediaId, held));
}

/** What a crash left undone between a hold and its pictures. @returns how many media there were */
export async function sweepHeldPictures(parts: HeldPictureParts, limit = 100): Promise<number> {
  const media = await parts.database.read('everything', (tx) => mediaWithPicturesToRemove(tx, limit));
  for (const place of media) await removeHeldPictures(parts, place);
  return media.length;
}
