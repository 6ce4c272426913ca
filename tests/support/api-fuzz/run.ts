/** Attacks every operation of a running server, from a seed, and tells what was wrong with which answer. */
import http from 'node:http';
import fc from 'fast-check';
import { attacksOn, type Attack } from './attacks.ts';
import { faultsOf } from './judge.ts';
import { operationsIn, type FuzzOperation } from './operations.ts';
import { ask, askBare, type RawAnswer } from './raw-request.ts';
import { walkStreams } from './walk-streams.ts';
import { walkUploads } from './walk-uploads.ts';
import { meantRequests, type Meant } from './meant.ts';
import type { FuzzWorld } from './world.ts';

export interface FuzzOptions {
  seed: number;
  /** Of each kind of attack on each operation. */
  each: number;
  /** Only operations whose id matches. */
  only?: RegExp;
  onProgress?(operation: string, requests: number): void;
}

export interface FuzzReport {
  operations: number;
  requests: number;
  /** Answers by status. */
  statuses: Record<number, number>;
  findings: string[];
  /** Operations that answered with a success at least once: the others were only met at their door. */
  succeeded: string[];
  unmet: string[];
  /** Good requests that could not be made, or were refused, and why. */
  unprepared: string[];
}

/** Signing out would end the identity that attacks; what deletes comes last, so that the others meet something. */
const ENDS_ITSELF = 'signOut';
const late = ({ method, id }: FuzzOperation): number => Number(method === 'DELETE' || /complet|revoke|withdraw/i.test(id));

const AT_ONCE = 8;
/** Of the protocols that run over several requests, for each round. */
const WALK_STEPS = 60;

const shown = ({ request: { method, path, headers, body } }: Attack): string => `${method} ${path.slice(0, 200)} ${JSON.stringify(headers).replace(/aima_[\w-]+/g, 'KEY').slice(0, 250)} ${String(body ?? '').slice(0, 200)}`;

async function attack(world: FuzzWorld, operation: FuzzOperation, made: Attack, agent: http.Agent, report: FuzzReport): Promise<RawAnswer | undefined> {
  let answer: RawAnswer | undefined;
  try {
    answer = await ask(world.baseUrl, made.request, agent);
  } catch (error) {
    // What Node's own client refuses to put on a line is no request.
    if (error instanceof TypeError) return undefined;
    report.findings.push(`${operation.id}: ${made.kind}: ${String(error)}: ${shown(made)}`);
    return undefined;
  }
  report.requests++;
  if (!answer) return undefined;
  if (answer.status < 300 && made.request.method === operation.method && !report.succeeded.includes(operation.id)) report.succeeded.push(operation.id);
  report.statuses[answer.status] = (report.statuses[answer.status] ?? 0) + 1;
  // An administrator of the installation may know that the other account and its workspace exist, and what it stops there.
  const mayKnow = operation.permission === 'system:manage' || (operation.id === 'stopAllMachines' && String(made.request.body ?? '').includes('installation'));
  for (const fault of faultsOf({ operation, attack: made, answer, markers: mayKnow ? [] : world.markers, secrets: world.secrets })) report.findings.push(`${operation.id}: ${made.kind}: ${fault}\n    ${shown(made)}`);
  return answer;
}

/** Broken HTTP, which no operation ever sees. */
async function attackBare({ baseUrl }: FuzzWorld, report: FuzzReport): Promise<void> {
  const host = `host: ${new URL(baseUrl).host}\r\n`;
  const lines = [
    'nonsense\r\n\r\n', `GET / HTTP/9.9\r\n${host}\r\n`, `GET /api/v1/jobs HTTP/1.1\r\n\r\n`, `GET /api/v1/jobs HTTP/1.1\r\n${host}content-length: -1\r\n\r\n`,
    `POST /api/v1/jobs HTTP/1.1\r\n${host}content-length: 5\r\ncontent-length: 6\r\n\r\nhello`, `POST /api/v1/jobs HTTP/1.1\r\n${host}transfer-encoding: chunked\r\n\r\nzz\r\n`,
    `POST /api/v1/jobs HTTP/1.1\r\n${host}transfer-encoding: chunked\r\ncontent-length: 3\r\n\r\n0\r\n\r\nGET /x`, `GET /${'a'.repeat(70_000)} HTTP/1.1\r\n${host}\r\n`, `GET / HTTP/1.1\r\n${host}x: ${'b'.repeat(70_000)}\r\n\r\n`,
    `GET /api/v1/jobs\0 HTTP/1.1\r\n${host}\r\n`, `GET http://evil.example/api/v1/jobs HTTP/1.1\r\n${host}connection: close\r\n\r\n`, `CONNECT evil.example:443 HTTP/1.1\r\n${host}\r\n`, `OPTIONS * HTTP/1.1\r\n${host}connection: close\r\n\r\n`,
    `GET /api/v1/events HTTP/1.1\r\n${host}upgrade: websocket\r\nconnection: upgrade\r\nsec-websocket-version: 13\r\nsec-websocket-key: short\r\n\r\n`,
  ];
  for (const line of lines) {
    const answer = await askBare(baseUrl, line);
    report.requests++;
    if (answer && answer.status >= 500 && answer.status !== 505) report.findings.push(`bare: status ${String(answer.status)} for ${JSON.stringify(line.slice(0, 80))}`);
    if (answer && answer.status >= 400 && !String(answer.headers['content-type'] ?? '').includes('problem+json')) report.findings.push(`bare: no problem document but ${JSON.stringify(answer.body.slice(0, 120))} for ${JSON.stringify(line.slice(0, 80))}`);
  }
}

/** Nothing where the server refused what comes before; then the operation stays unmet, and the report says so. */
async function meantFor({ id }: FuzzOperation, { around }: FuzzWorld, report: FuzzReport): Promise<Meant> {
  try {
    return await meantRequests[id]?.(around) ?? {};
  } catch (error) {
    report.unprepared.push(`${id}: ${String(error)}`);
    return {};
  }
}

export async function fuzz(world: FuzzWorld, { seed, each, only, onProgress }: FuzzOptions): Promise<FuzzReport> {
  const report: FuzzReport = { operations: 0, requests: 0, statuses: {}, findings: [], succeeded: [], unmet: [], unprepared: [] };
  const decent = new http.Agent({ keepAlive: true, maxSockets: AT_ONCE });
  const operations = operationsIn(world.document).filter(({ id }) => id !== ENDS_ITSELF && (only?.test(id) ?? true)).toSorted((a, b) => late(a) - late(b));
  for (const [i, operation] of operations.entries()) {
    report.operations++;
    // From an address of its own: too many failures to sign in lock one, and then nobody signs in from there.
    const agent = new http.Agent({ keepAlive: true, maxSockets: AT_ONCE, localAddress: `127.0.1.${String(1 + (i % 250))}` });
    const { first, attacks } = attacksOn(operation, world, await meantFor(operation, world, report));
    const answer = await attack(world, operation, first, decent, report);
    if (operation.id in meantRequests && !(answer && answer.status < 300)) report.unprepared.push(`${operation.id}: ${String(answer?.status)} ${answer?.body.slice(0, 200) ?? ''}`);
    const drawn = attacks.flatMap((kind, k) => fc.sample(kind, { seed: seed + i * 1000 + k, numRuns: each }));
    const waiting = drawn.values();
    await Promise.all(Array.from({ length: AT_ONCE }, async () => { for (const made of waiting) await attack(world, operation, made, agent, report); }));
    agent.destroy();
    const { status } = await world.health().catch((error: unknown) => ({ status: String(error) }));
    if (status !== 'ok') report.findings.push(`${operation.id}: the server is ${status} after it`);
    onProgress?.(operation.id, report.requests);
  }
  const send = (operation: FuzzOperation, made: Attack): Promise<RawAnswer | undefined> => attack(world, operation, made, decent, report);
  const wrong = (fault: string): void => { report.findings.push(fault); };
  if (only?.test('uploads') ?? true) await walkUploads(world, { seed, count: each * WALK_STEPS, send, wrong });
  if (only?.test('streams') ?? true) await walkStreams(world, { seed, count: each * WALK_STEPS, send, wrong });
  if (only === undefined) await attackBare(world, report);
  decent.destroy();
  const ids = operations.map(({ id }) => id);
  report.succeeded = ids.filter((id) => report.succeeded.includes(id));
  report.unmet = ids.filter((id) => !report.succeeded.includes(id));
  return report;
}
