/** What the account is shown: lists by pages, single contracts, logs. */
import { ConnectionLost } from '../core/http.ts';
import { isBody, listed, ownContract, type VastCall } from './call.ts';
import { instanceRow, isListed, type RowOddities, type VastInstance } from './instance.ts';
import { failure, noSuchInstance, ok, serverError, truncated } from './reply.ts';
import { filterRows } from './search.ts';

const PAGE = 25;
/** A token of a page is good for so long. */
const TOKEN_MS = 60_000;
const SKEW_MS = 300_000;
/** Computed on the way out, so nothing can be filtered by them. */
const COMPUTED = ['dph_total', 'ports', 'ssh_host', 'duration'];

interface PageToken { after: number; atMs: number }

const writeToken = (token: PageToken): string => Buffer.from(JSON.stringify(token)).toString('base64url');

function readToken(text: string): PageToken | undefined {
  try {
    const token: unknown = JSON.parse(Buffer.from(text, 'base64url').toString());
    return isBody(token) && typeof token.after === 'number' && typeof token.atMs === 'number' ? { after: token.after, atMs: token.atMs } : undefined;
  } catch {
    return undefined;
  }
}

function oddities({ world, signedIn }: VastCall, operation: string): RowOddities {
  const subject = { operation, tenant: signedIn.tenant.id };
  const skew = world.faults.strike('clock-skew', subject, ['ahead', 'behind']);
  return {
    odd: world.faults.strike('odd-values', subject) !== undefined,
    blind: world.faults.strike('telemetry-missing', subject) !== undefined,
    skewMs: skew ? (skew.variant === 'ahead' ? SKEW_MS : -SKEW_MS) : 0,
  };
}

/** A listing that fails in one of the ways in which it can without the client being to blame (fault 24). */
export function failedListing({ world, signedIn }: VastCall, page: Record<string, unknown>, rows: string): Response | undefined {
  const strike = world.faults.strike('list-fails', { operation: 'list', tenant: signedIn.tenant.id }, ['500', 'html', 'reset', 'truncated', 'empty', 'rows-missing']);
  if (!strike) return undefined;
  if (strike.variant === 'reset') throw new ConnectionLost();
  if (strike.variant === 'truncated') return truncated(page);
  if (strike.variant === 'empty') return new Response('', { headers: { 'content-type': 'application/json' } });
  const shown = page[rows];
  if (strike.variant === 'rows-missing' && Array.isArray(shown) && shown.length > 0) return Response.json({ ...page, [rows]: shown.slice(1) });
  return serverError(strike.variant);
}

function filtersOf(url: URL): Record<string, unknown> | undefined {
  const text = url.searchParams.get('select_filters');
  if (text === null) return {};
  try {
    const filters: unknown = JSON.parse(text);
    return isBody(filters) ? filters : undefined;
  } catch {
    return undefined;
  }
}

/** `GET /api/v1/instances/`: at most 25 rows, the rest behind `next_token`. */
export function list(call: VastCall): Response {
  const { world, url, signedIn } = call;
  const nowMs = world.timeline.now();
  const filters = filtersOf(url);
  if (!filters || Object.keys(filters).some((field) => COMPUTED.includes(field))) return failure(400, 'invalid_request', 'select_filters');
  const tokenText = url.searchParams.get('after_token');
  const token = tokenText === null ? { after: 0, atMs: nowMs } : readToken(tokenText);
  const subject = { operation: 'list', tenant: signedIn.tenant.id };
  const moved = tokenText === null ? undefined : world.faults.strike('pages-move', subject, ['expired', 'moved']);
  if (!token || nowMs - token.atMs > TOKEN_MS || moved?.variant === 'expired') return failure(400, 'invalid_request', 'bad after_token');
  const ignored = Object.keys(filters).length > 0 && world.faults.strike('filter-ignored', subject) !== undefined;
  const bent = oddities(call, 'list');
  const all = listed(call).toSorted((a, b) => a.id - b.id).map((instance) => instanceRow(instance, nowMs, bent));
  const matching = ignored ? all : filterRows(all.map((row) => ({ ...row, contract_id: row.id })), filters);
  const limit = Math.min(PAGE, Math.max(1, Number(url.searchParams.get('limit') ?? PAGE) || PAGE));
  const rest = matching.filter((row) => Number(row.id) > token.after);
  // Something went to an earlier page while the client walked.
  const instances = rest.slice(moved ? 1 : 0, limit);
  const more = rest.length > limit;
  const page = {
    success: true, instances_found: instances.length, total_instances: matching.length, label_counts: {},
    next_token: more ? writeToken({ after: Number(instances.at(-1)?.id ?? 0), atMs: nowMs }) : null, instances,
  };
  const failed = failedListing(call, page, 'instances');
  if (failed) return failed;
  if (world.faults.strike('odd-instances', subject)) return Response.json({ ...page, instances: null });
  return Response.json(page);
}

/** `GET /api/v0/instances/{id}/` */
export function show(call: VastCall): Response {
  const { world, found, signedIn } = call;
  const nowMs = world.timeline.now();
  const instance = world.contracts.get(found.id);
  if (instance?.tenant !== signedIn.tenant.id) return noSuchInstance(found.id);
  const odd = world.faults.strike('odd-instances', { operation: 'show', tenant: signedIn.tenant.id, resource: String(found.id) }, ['null', 'list']);
  if (!isListed(instance, nowMs) || odd?.variant === 'null') return Response.json({ instances: null });
  const row = instanceRow(instance, nowMs, oddities(call, 'show'));
  return Response.json({ instances: odd ? [row] : row });
}

const LOG_READY_MS = 1_500;

/** `PUT …/request_logs/{id}`: tells where the text will be. */
export function requestLogs(call: VastCall): Response {
  const { world, found, url } = call;
  const instance = ownContract(call, found.id);
  return instance ? ok({ result_url: `${url.origin}/s3/logs/${instance.id}?ready=${world.timeline.now() + LOG_READY_MS}`, msg: 'Logs are requested.' }) : noSuchInstance(found.id);
}

/** The storage in which logs appear some moments later; needs no key. */
export function readLogs(instance: VastInstance | undefined, url: URL, nowMs: number): Response {
  if (!instance || nowMs < Number(url.searchParams.get('ready') ?? Infinity)) return new Response('<Error><Code>AccessDenied</Code></Error>', { status: 403 });
  return new Response(`${instance.asked.image}\n${instance.situation}\n${instance.message}\n`);
}
