/** The one error that AIMA raises on purpose; a bare `Error` means a bug. */
import { errorCodes, type ErrorCode, type Language } from '@aima/contract';

export type ErrorDetails = Readonly<Record<string, string | number | boolean>>;

export class AppError extends Error {
  readonly code: ErrorCode;
  readonly details: ErrorDetails;

  constructor(code: ErrorCode, message: string, details: ErrorDetails = {}, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.name = 'AppError';
    this.code = code;
    this.details = details;
  }

  /** What whoever meets this error should do next. */
  next(language: Language = 'en'): string {
    return errorCodes[this.code].next[language];
  }
}

const systemCode = (error: unknown): string | undefined =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;

/** Turns whatever was thrown into an AppError; operating system and abort errors keep their meaning. */
export function toAppError(error: unknown): AppError {
  if (error instanceof AppError) return error;
  if (error instanceof Error && error.name === 'AbortError') return new AppError('CANCELLED', 'Cancelled.', {}, error);
  const message = error instanceof Error ? error.message : String(error);
  switch (systemCode(error)) {
    case 'ENOSPC':
    case 'EDQUOT': return new AppError('DISK_FULL', `No space left: ${message}`, {}, error);
    case 'EACCES':
    case 'EROFS':
    case 'EPERM': return new AppError('OUTPUT_UNWRITABLE', `Not allowed to write: ${message}`, {}, error);
    default: return new AppError('INTERNAL', message, {}, error);
  }
}
