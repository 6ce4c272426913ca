/** What RunPod's answer to a launch means: made, refused, or nobody knows. */
import { z } from 'zod';
import type { Answer } from '../http/answer.ts';
import { numeric } from '../http/tolerant.ts';
import type { Launch, Refusal } from '../provider.ts';
import { graphqlAnswer } from './graphql.ts';
import { Pod } from './pod.ts';

/** There is no error code, so the words must be looked at. */
const NO_CAPACITY = /no longer any instances available|with enough disk space|not enough free gpus|supply_constraint|no (?:gpus? )?instances? (?:currently )?available/i;
const OUT_OF_MONEY = /insufficient_balance|insufficient (?:funds|balance|credit)|balance is too low/i;
const SPEND_LIMIT = /spend(?:ing)? ?(?:rate )?limit/i;
const INVALID = /bad_user_input|graphql_validation_failed|graphql_parse_failed/i;
const UNAUTHORIZED = /unauthenticated|unauthorized|invalid api key/i;
const FORBIDDEN = /\bforbidden\b|access denied/i;

const BY_STATUS: Readonly<Record<number, Refusal>> = {
  400: 'invalid', 401: 'unauthorized', 402: 'out_of_money', 403: 'forbidden', 404: 'invalid', 405: 'invalid', 409: 'invalid', 413: 'invalid', 415: 'invalid', 422: 'invalid', 429: 'rate_limited',
};

const refused = (reason: Refusal, says: string): Launch => ({ outcome: 'refused', reason, message: `RunPod refused: ${says === '' ? 'no words' : says}` });
const unknown = (says: string): Launch => ({ outcome: 'unknown', message: `Whether RunPod made the machine is not known: ${says}` });

const capacityOrMoney = (says: string): Refusal | undefined =>
  (NO_CAPACITY.test(says) ? 'no_capacity' : OUT_OF_MONEY.test(says) ? 'out_of_money' : SPEND_LIMIT.test(says) ? 'spend_limit' : undefined);

/** What its words say more exactly than its status. */
const byWords = (reason: Refusal, says: string): Refusal => (reason === 'unauthorized' || reason === 'rate_limited' ? reason : capacityOrMoney(says) ?? reason);

/** @param diskUsd what the disk costs an hour, which the answer's `cost` leaves out */
const created = (id: string, cost: number | undefined, diskUsd: number): Launch => ({ outcome: 'created', id, ...(cost === undefined || cost <= 0 ? {} : { usdPerHour: cost + diskUsd }) });

/** REST v2: 201 with the pod; problem+json without any code otherwise. */
export function launchOf(answer: Answer, diskUsd: number): Launch {
  const { status, says } = answer;
  if (status >= 200 && status < 300) {
    const pod = Pod.safeParse(answer.body);
    return pod.success ? created(pod.data.id, pod.data.cost, diskUsd) : unknown('its answer cannot be read.');
  }
  const reason = BY_STATUS[status];
  // A status of 5xx may come after the pod was made; so may a broken gateway's 408 or a pointer elsewhere.
  if (reason === undefined) return unknown(`status ${status}${says === '' ? '' : `, ${says}`}`);
  return refused(byWords(reason, says), says);
}

const Rented = z.object({ data: z.object({ podRentInterruptable: z.object({ id: Pod.shape.id, costPerHr: numeric }) }) });

const refusalOf = (says: string): Refusal | undefined =>
  capacityOrMoney(says) ?? (INVALID.test(says) ? 'invalid' : UNAUTHORIZED.test(says) ? 'unauthorized' : FORBIDDEN.test(says) ? 'forbidden' : undefined);

/** GraphQL: status 200 with `data` and `errors`. Without words that are known, an error proves nothing. */
export function spotLaunchOf(answer: Answer, diskUsd: number): Launch {
  const { status, says } = answer;
  const reason = BY_STATUS[status];
  if (reason !== undefined) return refused(byWords(reason, says), says);
  if (status < 200 || status >= 300) return unknown(`status ${status}`);
  if (answer.body === undefined) return unknown('its answer cannot be read.');
  const envelope = Rented.safeParse(answer.body);
  if (envelope.success) return created(envelope.data.data.podRentInterruptable.id, envelope.data.data.podRentInterruptable.costPerHr, diskUsd);
  const errors = graphqlAnswer(answer)?.errors ?? '';
  const why = refusalOf(errors);
  return why === undefined ? unknown(errors === '' ? 'it answered without a machine.' : errors) : refused(why, errors);
}
