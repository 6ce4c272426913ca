/** What every request passes first: the key, the rate limit, and the faults of these. */
import { sampleMs } from '../core/delay.ts';
import type { EmulatorCore } from '../core/emulator.ts';
import type { SignedIn } from '../core/tenants.ts';
import { problem } from './answers.ts';
import type { RateLimits } from './limits.ts';
import type { RunPodKnobs } from './settings.ts';

const MINUTE_MS = 60_000;

export type Admitted = { who: SignedIn; headers: Record<string, string> } | { refusal: Response; who: SignedIn | undefined };

const secretOf = (request: Request): string | undefined =>
  /^Bearer (.+)$/i.exec(request.headers.get('authorization') ?? '')?.[1] ?? new URL(request.url).searchParams.get('api_key') ?? undefined;

export function createFront(core: EmulatorCore, limits: RateLimits): (request: Request, operation: string) => Admitted {
  const { tenants, faults, timeline, clock } = core;
  const random = core.random.fork('front');
  return (request, operation) => {
    const secret = secretOf(request);
    const owner = tenants.ownerOf(secret);
    const subject = { operation, ...(owner && { tenant: owner.tenant.id }) };
    const revoked = faults.strikeArmed('key-revoked', subject);
    if (revoked && owner) owner.key.revokedUntilMs = timeline.now() + (revoked.forMs ?? 5 * MINUTE_MS);
    const readOnly = faults.strikeArmed('key-read-only', subject);
    if (readOnly && owner) owner.key.readOnlyUntilMs = timeline.now() + (readOnly.forMs ?? 5 * MINUTE_MS);

    const who = tenants.signIn(secret);
    if (who === undefined) return { refusal: problem(401, secret === undefined ? 'missing bearer token' : 'invalid bearer token'), who: owner };
    const { headers, retryAfter } = limits.take(who.tenant.id, clock.now());
    const struck = faults.strike('rate-limited', subject, ['header', 'no-header']);
    if (retryAfter !== undefined || struck) {
      const wait = retryAfter ?? random.integer(1, 20);
      const more = struck?.variant === 'no-header' ? {} : { ...headers, 'retry-after': String(wait) };
      return { refusal: problem(429, 'Too many requests. Please slow down.', { headers: more }), who };
    }
    return { who, headers };
  };
}

/** A trace of its own on every answer. */
export function finish(response: Response, headers: Record<string, string>, requestId: string): Response {
  for (const [name, value] of Object.entries(headers)) response.headers.set(name, value);
  response.headers.set('x-request-id', requestId);
  return response;
}

export const answerDelay = (core: EmulatorCore, knobs: RunPodKnobs): Promise<void> => core.clock.sleep(sampleMs(core.random, knobs.answer));
