/**
 * Two checks that stand before every request. The host it names: a foreign page can point its own name at 127.0.0.1 (DNS
 * rebinding) and would then be of one origin with us. The page it comes from: a browser sends our cookie along with what
 * foreign pages make it send (CSRF), so a change that is asked for with a cookie must come from our own page.
 */
import type { FastifyRequest } from 'fastify';
import { AppError } from '../kernel/app-error.ts';

export interface HostRule {
  /** Names and addresses without port, lower case, that this server answers to; `any` where it is open to a network and has no name of its own. */
  names: ReadonlySet<string> | 'any';
  /** Origins besides the one that the request itself names, such as `https://aima.example` of a proxy. */
  origins: ReadonlySet<string>;
}

export const LOOPBACK_NAMES = ['localhost', '127.0.0.1', '[::1]'] as const;

/** `[::1]:8000` and `localhost:8000` without their port. */
const nameOf = (host: string): string => host.toLowerCase().replace(/:\d*$/, '').replace(/\.$/, '');

/** @throws AppError HOST_REFUSED */
export function checkHost(host: string | undefined, rule: HostRule): void {
  if (host === undefined || host === '') throw new AppError('HOST_REFUSED', 'The request names no host.');
  if (rule.names !== 'any' && !rule.names.has(nameOf(host))) throw new AppError('HOST_REFUSED', 'AIMA does not answer to this host name.');
}

const HARMLESS = new Set(['GET', 'HEAD', 'OPTIONS']);

const isOwn = (origin: string, request: FastifyRequest, rule: HostRule): boolean =>
  origin === `${request.protocol}://${request.host}` || rule.origins.has(origin);

/** A browser that speaks for itself: whoever holds a key sent it on purpose, and no browser adds it by itself. */
const bringsCookie = (request: FastifyRequest): boolean => request.headers.cookie !== undefined && request.headers.authorization === undefined;

/**
 * Changes from a foreign page, and with a cookie from nowhere at all, are refused; `always` holds for reading too (WebSockets,
 * which browsers open across origins without asking).
 *
 * @throws AppError ORIGIN_REFUSED
 */
export function checkOrigin(request: FastifyRequest, rule: HostRule, always = false): void {
  if (HARMLESS.has(request.method) && !always) return;
  const { origin } = request.headers;
  if (origin === undefined) {
    if (!bringsCookie(request) || request.headers['sec-fetch-site'] === 'same-origin') return;
    throw new AppError('ORIGIN_REFUSED', 'A change with a cookie says from which page it comes (Origin).');
  }
  if (!isOwn(origin, request, rule)) throw new AppError('ORIGIN_REFUSED', "This request comes from another page than AIMA's own.");
}
