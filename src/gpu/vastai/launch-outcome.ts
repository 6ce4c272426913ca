/** What an answer to a create says about whether something exists now. */
import type { Answer } from '../http/answer.ts';
import type { Launch, Refusal } from '../provider.ts';
import { Verdict } from './wire-schemas.ts';

export type Reply = Pick<Answer, 'status' | 'body' | 'says'>;

export const verdictOf = ({ body }: Pick<Answer, 'body'>): Verdict | undefined => Verdict.safeParse(body).data;

/** The provider's words, or the status where it found none. */
const wordsOf = ({ status, says }: Reply): string => (says === '' ? `status ${status}` : says);

const BY_CODE: Record<string, Refusal> = {
  no_such_ask: 'no_capacity', insufficient_credit: 'out_of_money', spend_rate_limit: 'spend_limit', missing_billing: 'out_of_money',
  auth_error: 'unauthorized', rate_limit_exceeded: 'rate_limited',
};
const BY_STATUS: Record<number, Refusal> = {
  400: 'invalid', 401: 'unauthorized', 402: 'out_of_money', 403: 'forbidden', 404: 'no_capacity', 405: 'invalid', 410: 'no_capacity', 413: 'invalid', 422: 'invalid', 429: 'rate_limited',
};
const GONE = /no_such_ask|no longer available|is not available/i;

/** @returns undefined where the answer does not say that nothing was made */
function refusalOf(reply: Reply, verdict: Verdict | undefined): Refusal | undefined {
  const known = verdict?.error === undefined ? undefined : BY_CODE[verdict.error];
  if (known !== undefined) return known;
  if (reply.status < 500 && GONE.test(wordsOf(reply))) return 'no_capacity';
  // Status 200 with `success: false`, and a word that we do not know.
  if (reply.status >= 200 && reply.status < 300) return verdict?.success === false ? 'invalid' : undefined;
  return BY_STATUS[reply.status];
}

/**
 * A contract that stands in a failure bills its disk until it is destroyed. An answer that fits nothing, and every failure of the
 * server, leave open what happened.
 */
export function launchOutcome(reply: Reply): Launch {
  const verdict = verdictOf(reply);
  const contract = verdict?.new_contract;
  const good = reply.status >= 200 && reply.status < 300;
  if (good && contract !== undefined && verdict?.success !== false && verdict?.error === undefined) return { outcome: 'created', id: String(contract) };
  const message = `Vast.ai: ${wordsOf(reply)}`;
  const reason = refusalOf(reply, verdict);
  if (contract !== undefined) return { outcome: 'refused', reason: reason ?? 'no_capacity', message, leftoverId: String(contract) };
  if (reason === undefined || reply.status >= 500) return { outcome: 'unknown', message };
  return { outcome: 'refused', reason, message };
}
