/** What must be true of every answer, whatever was asked. */
import { errorCodes, isErrorCode, Problem } from '@aima/contract';
import type { Attack } from './attacks.ts';
import type { FuzzOperation } from './operations.ts';
import type { RawAnswer } from './raw-request.ts';

/** What belongs into a log and never into an answer. */
const INSIDES: readonly [name: string, pattern: RegExp][] = [
  ['a stack', /\bat (?:async )?[\w.<>]+ \((?:file:|node:|\/)|\.ts:\d+:\d+/],
  ['SQL', /\b(?:select|insert into|update|delete from)\b[^"]{0,80}\b(?:from|values|set|where)\b|syntax error at or near|violates (?:foreign key|unique|check)|invalid input syntax|relation "[^"]+" does not exist|row-level security/i],
  ['a path of the server', /\/(?:root|home|tmp|usr|work|var)\/[\w.-]+\//],
  ['a module', /node_modules|drizzle|fastify|FST_ERR|ZodError|pglite/i],
  ['a secret', /aima_[\w-]{43}|-----BEGIN/],
];

/** Statuses from 500 on that may come without a fault: stopping, and a full disk. */
const ALLOWED_FAILURES = new Set([503, 507]);

const EXPECTED: Record<NonNullable<Attack['expects']>, (status: number) => boolean> = {
  refusal: (status) => status >= 400 && status < 500,
  sign_in: (status) => status === 401,
  forbidden: (status) => status === 403,
  not_found: (status) => status === 404,
};

function problemFaults({ status, headers, body }: RawAnswer): string[] {
  if (!String(headers['content-type'] ?? '').startsWith('application/problem+json')) return [`an error that is no problem document: ${String(status)} ${String(headers['content-type'])} ${body.slice(0, 200)}`];
  try {
    const problem = Problem.parse(JSON.parse(body));
    if (!isErrorCode(problem.code)) return [`a code that the table does not hold: ${problem.code}`];
    if (problem.status !== status || errorCodes[problem.code].status !== status) return [`status ${String(status)} for ${problem.code}, which has ${String(errorCodes[problem.code].status)}`];
    return [];
  } catch (error) {
    return [`a problem document that does not follow its schema: ${body.slice(0, 300)} (${String(error)})`];
  }
}

export interface Judgement {
  operation: FuzzOperation;
  attack: Attack;
  answer: RawAnswer;
  markers: readonly string[];
  /** May come back to nobody, not even to whoever sent them. */
  secrets: readonly string[];
}

/** What is wrong with the answer; empty: nothing is. */
export function faultsOf({ operation, attack, answer, markers, secrets }: Judgement): string[] {
  const { status, body, headers } = answer;
  const text = `${body}\n${JSON.stringify(headers)}`;
  const sent = `${attack.request.path}\n${String(attack.request.body ?? '')}\n${attack.says ?? ''}`;
  const head = attack.request.method === 'HEAD';
  return [
    ...(status >= 500 && !ALLOWED_FAILURES.has(status) ? [`status ${String(status)}: ${body.slice(0, 300)}`] : []),
    ...(status >= 400 && !head ? problemFaults(answer) : []),
    ...INSIDES.flatMap(([name, pattern]) => {
      const found = pattern.exec(status >= 400 ? text : '')?.[0];
      // What was sent may come back as it was sent.
      return found === undefined || sent.includes(found) || decodeURIComponent(sent.replace(/%(?![\da-f]{2})/gi, '%25').replace(/%[89a-f][\da-f]/gi, '')).includes(found) ? [] : [`the answer holds ${name}: ${found}`];
    }),
    ...markers.filter((marker) => text.includes(marker) && !sent.includes(marker)).map((marker) => `the answer holds something of another workspace: ${marker}`),
    ...secrets.filter((secret) => text.includes(secret)).map(() => 'the answer holds the key of a provider'),
    // Whoever comes too often is told that before anything else.
    ...(attack.expects && status !== 429 && !EXPECTED[attack.expects](status) ? [`${attack.expects} was due, and ${String(status)} came: ${body.slice(0, 200)}`] : []),
    ...(status >= 200 && status < 300 && attack.kind === 'as documented' && !operation.statuses.has(status) ? [`status ${String(status)} is not in the document`] : []),
  ];
}
