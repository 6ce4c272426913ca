/** How RunPod v2 says things. */
import { ConnectionLost, hang } from '../core/http.ts';
import type { Clock } from '../../../src/kernel/clock.ts';

const TITLES: Readonly<Record<number, string>> = {
  400: 'Bad Request', 401: 'Unauthorized', 402: 'Payment Required', 403: 'Forbidden', 404: 'Not Found', 405: 'Method Not Allowed', 409: 'Conflict',
  422: 'Unprocessable Entity', 429: 'Too Many Requests', 500: 'Internal Server Error', 502: 'Bad Gateway', 503: 'Service Unavailable', 504: 'Gateway Timeout',
};

export function problem(status: number, detail: string, more: { errors?: string[]; headers?: Record<string, string> } = {}): Response {
  const body = { title: TITLES[status] ?? 'Error', status, detail, ...(more.errors && { errors: more.errors }) };
  return new Response(JSON.stringify(body), { status, headers: { 'content-type': 'application/problem+json', ...more.headers } });
}

/** What a gateway in front of it says instead. */
const gateway = (status: number): Response =>
  new Response(`<html><head><title>${status} ${TITLES[status] ?? ''}</title></head><body>cloudflare</body></html>`, { status, headers: { 'content-type': 'text/html' } });

/** The shapes in which a read fails; `empty-list` looks like a success. */
export const READ_FAILURES = ['500', '502', '503', '504', 'reset', 'hang', 'truncated', 'empty-body'] as const;
export const LIST_FAILURES = [...READ_FAILURES, 'empty-list'] as const;

/** @returns undefined for shapes that need the answer itself */
export async function failure(variant: string, clock: Clock, signal?: AbortSignal): Promise<Response | undefined> {
  switch (variant) {
    case '500': return problem(500, 'Something went wrong. Please try again later.');
    case '502': case '503': case '504': return gateway(Number(variant));
    case 'reset': throw new ConnectionLost();
    case 'hang': return hang(clock, signal);
    case 'empty-body': return new Response('', { status: 200 });
    default: return undefined;
  }
}

/** The first half of it, told as complete. */
export async function truncated(response: Response): Promise<Response> {
  const text = await response.text();
  return new Response(text.slice(0, Math.floor(text.length / 2)), { status: response.status, headers: { 'content-type': 'application/json' } });
}

export const NO_CAPACITY = 'There are no longer any instances available with the requested specifications. Please refresh and try again.';
export const TOO_LITTLE_MONEY = 'Your account balance is too low to rent a pod. Please add funds to your account.';
/** The vendor's own words are not known. */
export const SPEND_LIMIT = 'You have reached the spend limit of your account. Please contact support to raise it.';
