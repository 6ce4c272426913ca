/** Media as people see them: listed, looked at, renamed. */
import { Media, type MediaItem } from '@aima/contract';
import { recordAudit } from '../audit/index.ts';
import { requirePermission, type Principal } from '../auth/principal.ts';
import { findContents, findMedium, librarySettings, listMedia, renameMedium, type MediaFilter, type MediaRow, type Transaction } from '../db/index.ts';
import { publish } from '../events/index.ts';
import { AppError } from '../kernel/app-error.ts';
import { isBrowserPlayable } from '../media/index.ts';
import { contentTypeOf } from './content-type.ts';
import type { Library } from './library.ts';
import { safeName } from './safe-name.ts';

const DAY_MS = 86_400_000;

const retentionOf = async (library: Library, tx: Transaction, workspaceId: string): Promise<number> =>
  (await librarySettings(tx, workspaceId)).retentionDays ?? library.options.retentionDays;

function picturesOf({ pictures, picturesState, held }: MediaRow): Pick<MediaItem, 'pictures' | 'thumbnails' | 'storyboard' | 'waveform'> {
  const shown = held ? {} : pictures.files;
  const thumbnails = Object.entries(shown).flatMap(([name, { width, height }]) =>
    (name.startsWith('thumbnail-') && width !== undefined && height !== undefined ? [{ size: name.slice('thumbnail-'.length), width, height }] : []));
  return { pictures: picturesState, thumbnails, storyboard: 'storyboard' in shown, waveform: 'waveform' in shown };
}

/** As the API shows it. */
function mediaItemOf(row: MediaRow, retentionDays: number): MediaItem {
  const parsed = Media.safeParse(row.facts);
  const facts = parsed.success ? parsed.data : undefined;
  const { failure } = row.pictures;
  return {
    id: row.id, name: row.name, state: row.state, sha256: row.sha256, sizeBytes: row.sizeBytes, storedBytes: row.storedBytes + row.pictureBytes, durationMs: row.durationMs,
    contentType: contentTypeOf(facts), jobIds: row.jobIds, held: row.held, explicitness: row.explicitness, version: row.version, playable: facts !== undefined && isBrowserPlayable(facts),
    createdAt: new Date(row.createdAtMs).toISOString(), ...picturesOf(row),
    ...(facts === undefined ? {} : { facts }), ...(row.kind === null ? {} : { kind: row.kind }), ...(row.ownerId === null ? {} : { ownerId: row.ownerId }),
    ...(row.takenAt === null ? {} : { takenAt: row.takenAt }), ...(row.place === null ? {} : { place: row.place }), ...(failure === undefined ? {} : { picturesFailure: failure }),
    ...(row.state === 'stored' ? { deleteAt: new Date(row.createdAtMs + retentionDays * DAY_MS).toISOString() } : {}), ...(row.wipeReason === null ? {} : { wipeReason: row.wipeReason }),
  };
}

/** @throws AppError FORBIDDEN, INVALID_MESSAGE (cursor) */
export async function getMediaPage(library: Library, principal: Principal, filter: MediaFilter): Promise<{ items: MediaItem[]; next?: string }> {
  requirePermission(principal, 'media:read');
  const { workspaceId } = principal;
  return library.database.read({ workspaceId }, async (tx) => {
    const { rows, next } = await listMedia(tx, workspaceId, filter);
    const days = await retentionOf(library, tx, workspaceId);
    return { items: rows.map((row) => mediaItemOf(row, days)), ...(next === undefined ? {} : { next }) };
  });
}

/** Any state, wiped ones included. @throws AppError FORBIDDEN, NOT_FOUND */
export async function getMedium(library: Library, principal: Principal, id: string): Promise<MediaItem> {
  requirePermission(principal, 'media:read');
  const { workspaceId } = principal;
  return library.database.read({ workspaceId }, async (tx) => {
    const row = await findMedium(tx, workspaceId, id);
    if (!row) throw new AppError('NOT_FOUND', 'There is no such medium.');
    return mediaItemOf(row, await retentionOf(library, tx, workspaceId));
  });
}

/** Which of these contents need not be sent. @throws AppError FORBIDDEN */
export async function knownContents({ database }: Library, principal: Principal, sha256: readonly string[]): Promise<{ sha256: string; mediaId: string }[]> {
  requirePermission(principal, 'media:read');
  const { workspaceId } = principal;
  const rows = await database.read({ workspaceId }, (tx) => findContents(tx, workspaceId, sha256));
  return rows.map((row) => ({ sha256: row.sha256, mediaId: row.id }));
}

/**
 * @param change.version as the client read it; any will do where it is absent
 * @throws AppError FORBIDDEN, NOT_FOUND, VERSION_CHANGED
 */
export async function changeMedium(library: Library, principal: Principal, id: string, change: { name: string; version?: number }): Promise<MediaItem> {
  requirePermission(principal, 'media:write');
  const { workspaceId, actor } = principal;
  return library.database.transaction({ workspaceId }, async (tx) => {
    const before = await findMedium(tx, workspaceId, id);
    if (!before) throw new AppError('NOT_FOUND', 'There is no such medium.');
    const row = await renameMedium(tx, id, safeName(change.name), change.version);
    if (!row) throw new AppError('VERSION_CHANGED', 'Somebody changed this medium meanwhile.', { version: before.version });
    const item = mediaItemOf(row, await retentionOf(library, tx, workspaceId));
    await recordAudit(tx, { workspaceId, actor, action: 'media.renamed', objectType: 'media', objectId: id });
    await publish(tx, workspaceId, { kind: 'media.changed', body: { mediaId: id, state: row.state } });
    return item;
  });
}
