/** What an answer below 500 that is no success means for whoever reads or ends; for launches each provider says it itself. */
import { AppError } from '../../kernel/app-error.ts';
import type { Answer } from './answer.ts';

/** PROVIDER_UNAUTHORIZED: the key is wrong, or lacks the right. PROVIDER_REFUSED: everything else. */
export function refusalError(provider: string, { status, says }: Pick<Answer, 'status' | 'says'>): AppError {
  const words = says === '' ? '.' : `: ${says}`;
  if (status === 401) return new AppError('PROVIDER_UNAUTHORIZED', `${provider} does not accept the key${words}`, { status });
  if (status === 403) return new AppError('PROVIDER_UNAUTHORIZED', `The key of ${provider} has no right to do this${words}`, { status });
  return new AppError('PROVIDER_REFUSED', `${provider} refused with status ${status}${words}`, { status });
}
