/** What goes wrong between us and the database, in AIMA's words; faults of a query stay what they are. */
import { AppError, toAppError } from '../kernel/app-error.ts';

/** https://www.postgresql.org/docs/17/errcodes-appendix.html: disk_full, query_canceled, and the classes of connection faults and stops. */
const DISK_FULL = '53100';
const TIMEOUT = '57014';
const UNREACHABLE = /^(?:08|57P|28|3D|53300)/;
const SYSTEM_UNREACHABLE = new Set(['ECONNREFUSED', 'ECONNRESET', 'ENOTFOUND', 'ETIMEDOUT', 'EHOSTUNREACH', 'EPIPE', 'EAI_AGAIN']);

/** The drivers have no codes for these. */
const CONNECTION_LOST = /Connection terminated|connection error and is not queryable|timeout exceeded when trying to connect|PGlite is closed/;

/** An error and what caused it: Drizzle wraps what the driver threw, and Node joins the attempts on several addresses. */
function* chainOf(error: unknown, depth = 0): Generator<Error> {
  if (!(error instanceof Error) || depth > 5) return;
  yield error;
  yield* chainOf(error.cause, depth + 1);
  if (error instanceof AggregateError) for (const one of error.errors) yield* chainOf(one, depth + 1);
}

/** AppErrors and faults of a query (a constraint, a mistake in SQL) come back as they are. */
export function toDatabaseError(error: unknown): unknown {
  if (error instanceof AppError) return error;
  for (const part of chainOf(error)) {
    const code = 'code' in part && typeof part.code === 'string' ? part.code : '';
    if (code === DISK_FULL) return new AppError('DISK_FULL', 'The database found no space left.', {}, error);
    if (code === TIMEOUT) return new AppError('DATABASE_TIMEOUT', 'The database took too long over this and stopped.', {}, error);
    if (UNREACHABLE.test(code) || SYSTEM_UNREACHABLE.has(code) || CONNECTION_LOST.test(part.message)) {
      return new AppError('DATABASE_UNREACHABLE', `The database cannot be reached: ${part.message}`, {}, error);
    }
    if (['ENOSPC', 'EDQUOT', 'EACCES', 'EROFS', 'EPERM'].includes(code)) return toAppError(part);
  }
  return error;
}
