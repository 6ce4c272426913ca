/** How explicit a medium is rated: pages cover its pictures by it. */
import { findMedium, type Transaction } from '../db/index.ts';
import { publish } from '../events/index.ts';

export const RATING_ANALYZER = 'nsfw_rating';

/** In the transaction of the change, with its last statements. */
export async function publishRating(tx: Transaction, workspaceId: string, mediaId: string): Promise<void> {
  const medium = await findMedium(tx, workspaceId, mediaId);
  if (medium) await publish(tx, workspaceId, { kind: 'media.changed', body: { mediaId, state: medium.state } });
}
