/** Pictures and sound curve of a medium for whoever may see it. */
import { createHash } from 'node:crypto';
import { requirePermission, type Principal } from '../auth/principal.ts';
import type { MediaRow } from '../db/index.ts';
import { AppError } from '../kernel/app-error.ts';
import type { Library } from './library.ts';
import { readPicture } from './make-pictures.ts';
import { findStored } from './open-medium.ts';

/** @throws AppError FORBIDDEN, NOT_FOUND, HELD */
async function shownMedium(library: Library, principal: Principal, mediaId: string): Promise<MediaRow> {
  requirePermission(principal, 'media:read');
  const row = await findStored(library, principal.workspaceId, mediaId);
  if (row.held) throw new AppError('HELD', 'Nothing is shown of a medium that is held.');
  return row;
}

/** @throws AppError FORBIDDEN, NOT_FOUND (also while it is not made yet), HELD */
export async function getPicture(library: Library, principal: Principal, mediaId: string, name: string, signal?: AbortSignal): Promise<{ type: string; bytes: Buffer; tag: string }> {
  const picture = await readPicture(library, await shownMedium(library, principal, mediaId), name, signal);
  return { ...picture, tag: `"${createHash('sha256').update(picture.bytes).digest('hex').slice(0, 24)}"` };
}

/** @throws AppError FORBIDDEN, NOT_FOUND, HELD */
export async function getStoryboard(library: Library, principal: Principal, mediaId: string): Promise<NonNullable<MediaRow['pictures']['storyboard']>> {
  const { pictures: { storyboard } } = await shownMedium(library, principal, mediaId);
  if (!storyboard) throw new AppError('NOT_FOUND', 'This medium has no storyboard.');
  return storyboard;
}

/** @throws AppError FORBIDDEN, NOT_FOUND, HELD */
export async function getWaveform(library: Library, principal: Principal, mediaId: string, signal?: AbortSignal): Promise<{ stretchMs: number; peaks: number[] }> {
  const row = await shownMedium(library, principal, mediaId);
  const { waveform } = row.pictures;
  if (!waveform) throw new AppError('NOT_FOUND', 'This medium has no sound curve.');
  const { bytes } = await readPicture(library, row, 'waveform', signal);
  return { stretchMs: waveform.stretchMs, peaks: [...new Int8Array(bytes.buffer, bytes.byteOffset, bytes.length)] };
}
