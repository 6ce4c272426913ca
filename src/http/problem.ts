/** Whatever was thrown becomes a problem document of the contract; what a fault of ours says stays in the log. */
import { errorCodes, type ErrorCode, type Language, type Problem } from '@aima/contract';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { hasZodFastifySchemaValidationErrors } from 'fastify-type-provider-zod';
import { AppError, toAppError } from '../kernel/app-error.ts';

export const PROBLEM_TYPE = 'application/problem+json; charset=utf-8';

/** Of the machine rather than of the request: the log says where, callers are told what it means for them. */
const OF_THE_SERVER: Partial<Record<ErrorCode, Record<Language, string>>> = {
  INTERNAL: { en: 'The server met a fault; its log has the id below.', de: 'Auf dem Server ist ein Fehler aufgetreten; die Kennung unten steht in seinem Protokoll.' },
  DATABASE_UNREACHABLE: { en: 'The database does not answer at the moment.', de: 'Die Datenbank antwortet gerade nicht.' },
  STORAGE_UNREACHABLE: { en: 'The storage does not answer at the moment.', de: 'Der Speicher antwortet gerade nicht.' },
  STORAGE_REFUSED: { en: 'The storage refused.', de: 'Der Speicher hat abgelehnt.' },
  DISK_FULL: { en: 'The server has no space left.', de: 'Der Server hat keinen Platz mehr.' },
  OUTPUT_UNWRITABLE: { en: 'The server may not write where it has to.', de: 'Der Server darf nicht schreiben, wo er muss.' },
  KEY_UNAVAILABLE: { en: 'A key that this needs is not there.', de: 'Ein dafür nötiger Schlüssel ist nicht da.' },
};

/** A restart, or a database that is away for a moment, takes about so long. */
const COME_BACK_S = '5';

/** What the frame itself refuses, said in German too; what features say is English and has its `next` in both. */
const IN_GERMAN: Partial<Record<ErrorCode, string>> = {
  SIGN_IN_REQUIRED: 'Dafür muss man angemeldet sein.',
  RATE_LIMITED: 'Das waren zu viele Anfragen in kurzer Zeit.',
  METHOD_NOT_ALLOWED: 'Diese Adresse kennt diese Methode nicht.',
  TYPE_UNSUPPORTED: 'Inhalte dieses Typs nimmt diese Adresse nicht an.',
  SERVER_STOPPING: 'Der Server hält gerade an.',
  ORIGIN_REFUSED: 'Diese Anfrage kommt von einer anderen Seite als der von AIMA.',
  HOST_REFUSED: 'Unter diesem Hostnamen antwortet AIMA nicht.',
};

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
    detail: ofServer?.[language] ?? (language === 'de' ? IN_GERMAN[code] : undefined) ?? known.message,
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
