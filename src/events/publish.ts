/** An event is written in the transaction of the change that it tells of, so neither exists without the other. */
import { eventBodies, type NewEvent } from '@aima/contract';
import { insertEvent, type Transaction } from '../db/index.ts';
import { AppError } from '../kernel/app-error.ts';

/**
 * Tells everybody who watches the workspace, once the transaction is committed. The last statement of the transaction:
 * it locks the workspace's row, so whatever follows holds up all other changes there.
 *
 * @throws AppError NOT_FOUND if there is no such workspace
 */
export async function publish(tx: Transaction, workspaceId: string, { kind, body }: NewEvent): Promise<void> {
  const seq = await insertEvent(tx, workspaceId, kind, eventBodies[kind].parse(body));
  if (seq === undefined) throw new AppError('NOT_FOUND', 'There is no such workspace.', { workspaceId });
}
