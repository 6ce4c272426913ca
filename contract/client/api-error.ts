/** What the API refused or could not do, as its clients meet it. */
import type { Problem } from '../api/problem.ts';
import { errorCodes, isErrorCode, type ErrorCode } from '../error-codes.ts';

interface ApiErrorFacts extends Partial<Pick<Problem, 'status' | 'next' | 'details' | 'issues' | 'instance'>> {
  cause?: unknown;
}

export class ApiError extends Error {
  /** Of the error table; `SERVER_UNREACHABLE` and `SERVER_ANSWER_INVALID` are made by the client itself. */
  readonly code: ErrorCode;
  /** Of the answer; 0 where there was none. */
  readonly status: number;
  /** What to do next, in the language of the request. */
  readonly next: string;
  readonly details: NonNullable<Problem['details']>;
  /** What is wrong in which part of the request. */
  readonly issues: NonNullable<Problem['issues']>;
  /** Names the request in the server's log. */
  readonly instance: string | undefined;

  constructor(code: ErrorCode, detail: string, facts: ApiErrorFacts = {}) {
    super(detail, facts.cause === undefined ? undefined : { cause: facts.cause });
    this.name = 'ApiError';
    this.code = code;
    this.status = facts.status ?? 0;
    this.next = facts.next ?? errorCodes[code].next.en;
    this.details = facts.details ?? {};
    this.issues = facts.issues ?? [];
    this.instance = facts.instance;
  }

  /** What happened; the same as `message`. */
  get detail(): string { return this.message; }
}

type Loose = Readonly<Record<string, unknown>>;
const isObject = (value: unknown): value is Loose => typeof value === 'object' && value !== null && !Array.isArray(value);

/** By hand: browsers would load the whole of zod for these few fields. What is optional and odd is left out. */
function problemOf(value: unknown): Pick<Problem, 'code' | 'detail' | 'next' | 'details' | 'issues' | 'instance'> | undefined {
  if (!isObject(value)) return undefined;
  const { code, detail, next, details, issues, instance } = value;
  if (typeof code !== 'string' || typeof detail !== 'string' || typeof next !== 'string') return undefined;
  const facts = isObject(details) ? Object.entries(details).filter((entry): entry is [string, string | number | boolean] => ['string', 'number', 'boolean'].includes(typeof entry[1])) : undefined;
  const wrong = Array.isArray(issues) ? issues.flatMap((issue: unknown) => (isObject(issue) && typeof issue['path'] === 'string' && typeof issue['message'] === 'string' ? [{ path: issue['path'], message: issue['message'] }] : [])) : undefined;
  return { code, detail, next, ...(facts && { details: Object.fromEntries(facts) }), ...(wrong && { issues: wrong }), ...(typeof instance === 'string' && { instance }) };
}

/** The error that an answer tells of. A newer server may know codes that this client does not: their status decides then. */
export async function errorOf(response: Response): Promise<ApiError> {
  const { status } = response;
  const text = await response.text().catch(() => '');
  let problem;
  try {
    problem = problemOf(JSON.parse(text));
  } catch {
    problem = undefined;
  }
  if (!problem) return new ApiError('SERVER_ANSWER_INVALID', `${new URL(response.url).origin} answered with status ${status}, but not as AIMA does.`, { status });
  const { code, detail, ...facts } = problem;
  return new ApiError(isErrorCode(code) ? code : codeOfStatus(status), detail, { ...facts, status });
}

const BY_STATUS: Partial<Record<number, ErrorCode>> = { 401: 'SIGN_IN_REQUIRED', 403: 'FORBIDDEN', 404: 'NOT_FOUND', 409: 'CONFLICT', 412: 'VERSION_CHANGED', 413: 'TOO_LARGE', 429: 'RATE_LIMITED', 451: 'HELD', 503: 'SERVER_STOPPING', 507: 'DISK_FULL' };

const codeOfStatus = (status: number): ErrorCode => BY_STATUS[status] ?? (status >= 500 ? 'INTERNAL' : 'INVALID_MESSAGE');
