/** What becomes of a request to end a pod, by whatever way it came: the same for the API, GraphQL and the machine itself. */
import type { EmulatorCore } from '../core/emulator.ts';
import type { DeleteOutcome } from '../core/ledger.ts';
import { mayActOn, mayWrite, type SignedIn } from '../core/tenants.ts';
import type { Pod } from './pod.ts';
import type { Pods } from './pods.ts';

export interface RemovalAnswer {
  /** HTTP status; or no answer. */
  says: number | 'reset' | 'hang';
  detail: string;
}

export type Remove = (who: SignedIn, id: string) => RemovalAnswer;

/** Each with what it says and whether the pod is ended all the same. */
const FAILURES: Readonly<Record<string, { says: RemovalAnswer['says']; effect: boolean }>> = {
  '500': { says: 500, effect: false }, '502': { says: 502, effect: false }, reset: { says: 'reset', effect: false }, hang: { says: 'hang', effect: false },
  'effect-500': { says: 500, effect: true }, 'effect-504': { says: 504, effect: true }, 'effect-reset': { says: 'reset', effect: true }, 'effect-hang': { says: 'hang', effect: true },
};

const NOT_FOUND: RemovalAnswer = { says: 404, detail: 'pod not found' };

export function removals(core: EmulatorCore, pods: Pods): { remove: Remove; refused(who: SignedIn | undefined, id: string): void } {
  const { faults, ledger, timeline } = core;
  const touch = (who: SignedIn, pod: Pod, outcome: DeleteOutcome | 'failed'): void => { ledger.touch({ resource: pod.id, by: who.by, what: 'delete', outcome }); };

  const decide = (pod: Pod): [RemovalAnswer, DeleteOutcome] => {
    const subject = { operation: 'delete', resource: pod.id, tenant: pod.tenant, name: pod.order.name };
    // A pod that is not shown yet, or whose host is away, is not found here either.
    if (pod.shown.at(timeline.now()) === undefined) return [NOT_FOUND, 'ignored'];
    if (pod.locked) return [{ says: 409, detail: 'pod is locked' }, 'refused'];
    if (faults.strike('delete-not-found', subject)) return [NOT_FOUND, 'ignored'];
    const failing = faults.strike('delete-fails', subject, Object.keys(FAILURES));
    const failed = failing && FAILURES[failing.variant];
    if (failed) {
      if (failed.effect) pods.end(pod);
      return [{ says: failed.says, detail: 'Something went wrong. Please try again later.' }, failed.effect ? 'accepted' : 'refused'];
    }
    const ignoring = faults.strike('delete-ignored', subject, ['still-listed']);
    if (ignoring) {
      // It is not to be seen for a while, and bills on.
      if (ignoring.variant === 'hidden') pods.hide(pod, ignoring.forMs ?? 30_000);
      return [{ says: 204, detail: '' }, 'ignored'];
    }
    pods.end(pod);
    return [{ says: 204, detail: '' }, 'accepted'];
  };

  return {
    remove(who, id) {
      const pod = pods.find(who.tenant, id);
      if (pod === undefined) {
        const other = pods.all.get(id);
        // Somebody else's: not even its existence is told. The attempt is written down.
        if (other !== undefined) touch(who, other, other.goneMs === undefined ? 'failed' : 'absent');
        return NOT_FOUND;
      }
      if (!mayWrite(who.key, timeline.now()) || !mayActOn(who.key, id)) {
        touch(who, pod, 'refused');
        return { says: 403, detail: 'access denied' };
      }
      const [answer, outcome] = decide(pod);
      touch(who, pod, outcome);
      return answer;
    },
    refused(who, id) {
      const pod = who && pods.find(who.tenant, id);
      if (pod) touch(who, pod, 'refused');
    },
  };
}
