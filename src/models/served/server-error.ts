/** What goes wrong with a model server, in the words of the error table. */
import { APIConnectionError, APIConnectionTimeoutError, APIError, APIUserAbortError, AuthenticationError, BadRequestError, NotFoundError, PermissionDeniedError, RateLimitError } from 'openai';
import { AppError } from '../../kernel/app-error.ts';

const innermost = (error: unknown): string => {
  let at: unknown = error;
  while (at instanceof Error && at.cause instanceof Error) at = at.cause;
  return at instanceof Error ? at.message : String(at);
};

export function serverError(error: unknown, baseUrl: string, signal?: AbortSignal): AppError {
  if (error instanceof AppError) return error;
  const say = (code: AppError['code'], what: string): AppError => new AppError(code, `The model server at ${baseUrl} ${what}`, { baseUrl }, error);
  if (signal?.aborted === true || error instanceof APIUserAbortError) return new AppError('CANCELLED', 'Cancelled.', {}, error);
  if (error instanceof APIConnectionTimeoutError) return say('MODEL_SERVER_UNREACHABLE', 'did not answer in time.');
  if (error instanceof APIConnectionError) return say('MODEL_SERVER_UNREACHABLE', `cannot be reached: ${innermost(error)}.`);
  if (error instanceof AuthenticationError || error instanceof PermissionDeniedError) return say('MODEL_SERVER_REFUSED', `refuses the key (status ${error.status}).`);
  if (error instanceof NotFoundError) return say('MODEL_SERVER_REFUSED', `does not know that model or address: ${error.message}`);
  if (error instanceof BadRequestError) return say('MODEL_SERVER_REFUSED', `refuses the question: ${error.message}`);
  if (error instanceof RateLimitError) return say('MODEL_SERVER_BUSY', 'has too much to do (status 429).');
  if (error instanceof APIError) return say('MODEL_SERVER_FAILED', `failed: ${error.message}`);
  if (error instanceof SyntaxError) return say('MODEL_ANSWER_INVALID', `gave an answer that is no JSON: ${error.message}`);
  return say('MODEL_SERVER_FAILED', `broke off: ${innermost(error)}`);
}
