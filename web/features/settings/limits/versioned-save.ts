import { useQueryClient } from '@tanstack/react-query';
import { isApiError, renew, useAct, type OperationId } from '#lib/api.ts';
import type { SpendingChange } from './spending-texts.ts';

/** Saves on the version that was read; where another came first, what it wrote is read, so that the form can show it. */
export function useVersionedSave(change: 'changeSettings' | 'changeSystemSettings', renews: readonly OperationId[]): (body: SpendingChange, version: number) => Promise<void> {
  const queries = useQueryClient();
  const { mutateAsync } = useAct(change, renews);
  return async (body, version) => {
    try {
      await mutateAsync({ body, ifMatch: version });
    } catch (error) {
      if (isApiError(error) && error.code === 'VERSION_CHANGED') await renew(queries, renews);
      throw error;
    }
  };
}
