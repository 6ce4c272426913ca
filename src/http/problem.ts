/** Whatever was thrown becomes a problem document of the contract; what a fault of ours says stays in the log. */
import { errorCodes, type ErrorCode, type Language, type Problem } from '@aima/contract';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { hasZodFastifySchemaValidationErrors } from 'fastify-type-provider-zod';
import { AppError, toAppError } from '../kernel/app-error.ts';
import { germanDetail } from './german-details.ts';

export const PROBLEM_TYPE = 'application/problem+json; charset=utf-8';

/** Of the machine rather than of the request: the log says where, callers are told what it means for them. */
const OF_THE_SERVER: Partial<Record<ErrorCode, string>> = {
  INTERNAL: 'The server met a fault; its log has the id below.',
  DATABASE_UNREACHABLE: 'The database does not answer at the moment.',
  STORAGE_UNREACHABLE: 'The storage does not answer at the moment.',
  STORAGE_REFUSED: 'The storage refused.',
  DISK_FULL: 'The server has no space left.',
  OUTPUT_UNWRITABLE: 'The server may not write where it has to.',
  KEY_UNAVAILABLE: 'A key that this needs is not there.',
};

/** A restart, or a database that is away for a moment, takes about so long. */
const COME_BACK_S = '5';

/** `VERSION_CHANGED` reads `Version changed`. */
const titleOf = (code: ErrorCode): string => {
  const words = code.toLowerCase().replaceAll('_', ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
};

interface Refusal {
  error: AppError;
  issues?: { path: string; message: string }[];
}

const BY_FASTIFY_CODE: Readonly<Record<string, (message: string) => AppError>> = {
  FST_ERR_CTP_INVALID_MEDIA_TYPE: () => new AppError('TYPE_UNSUPPORTED', 'This address does not take a body of this type.'),
  FST_ERR_CTP_BODY_TOO_LARGE: () => new AppError('TOO_LARGE', 'The body is larger than this address takes.'),
  FST_ERR_NOT_FOUND: () => new AppError('NOT_FOUND', 'No such address.'),
};

/** Fastify's own errors about a request; its messages hold nothing but what the client sent. */
function ofFastify(error: unknown): AppError | undefined {
  if (!(error instanceof Error) || !('statusCode' in error) || typeof error.statusCode !== 'number') return undefined;
  const made = 'code' in error && typeof error.code === 'string' ? BY_FASTIFY_CODE[error.code] : undefined;
  if (made) return made(error.message);
  if (error.statusCode < 400 || error.statusCode > 499) return undefined;
  return new AppError(error.statusCode === 413 ? 'TOO_LARGE' : 'INVALID_MESSAGE', error.message, {}, error);
}

function refusalOf(error: unknown): Refusal {
  if (hasZodFastifySchemaValidationErrors(error)) {
    const part = { body: 'body', querystring: 'query', params: 'params', headers: 'headers' }[error.validationContext ?? 'body'] ?? 'body';
    const issues = error.validation.slice(0, 20).map((issue) => ({ path: `/${part}${issue.instancePath === '/' ? '' : issue.instancePath}`, message: issue.message ?? 'is invalid' }));
    const first = issues[0];
    return { error: new AppError('INVALID_MESSAGE', first ? `${first.path}: ${first.message}` : 'The request does not follow its schema.'), issues };
  }
  if (error instanceof AppError) return { error };
  const known = ofFastify(error);
  if (known) return { error: known };
  // Messages of the system name files and addresses of this machine: the code is told, the message is not.
  const { code } = toAppError(error);
  return { error: new AppError(code, titleOf(code), {}, error) };
}

export function problemOf(error: unknown, language: Language, requestId?: string): Problem {
  const { error: known, issues } = refusalOf(error);
  const { code } = known;
  const ofServer = OF_THE_SERVER[code];
  return {
    type: `/errors/${code}`, code, title: titleOf(code), status: errorCodes[code].status,
    detail: language === 'de' ? germanDetail(code, known.message, known.details) : ofServer ?? known.message,
    next: known.next(language),
    ...(requestId === undefined ? {} : { instance: `urn:uuid:${requestId}` }),
    ...(Object.keys(known.details).length > 0 && !ofServer ? { details: { ...known.details } } : {}),
    ...(issues ? { issues } : {}),
  };
}

/** Answers with the problem, and logs what is the server's own fault. */
export function sendProblem(error: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const problem = problemOf(error, request.language, request.id);
  const cause = error instanceof AppError && error.cause !== undefined ? error.cause : error;
  if (problem.status >= 500) request.log.error({ code: problem.code, err: cause }, 'request failed');
  else request.log.debug({ code: problem.code, status: problem.status }, 'request refused');
  if (problem.status === 503) void reply.header('retry-after', COME_BACK_S);
  if (problem.code === 'SERVER_STOPPING') void reply.header('connection', 'close');
  // Those two statuses tell a client how to sign in and that a repetition may help; RFC 9110 wants them said.
  if (problem.status === 401) void reply.header('www-authenticate', 'Bearer realm="aima"');
  return reply.status(problem.status).removeHeader('etag').header('cache-control', 'no-store').header('content-type', PROBLEM_TYPE).send(JSON.stringify(problem));
}
