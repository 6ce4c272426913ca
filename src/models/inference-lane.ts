/** The calls that wait for one model, and in which process the next of them may run. */
import type { HostedKind } from '@aima/sdk';
import type { InferenceSlot, PoolModel, WaitingCall } from './inference-slot.ts';

/**
 * Once a model's calls have waited so long although another process rested, that one loads a copy: about what
 * loading takes. While all processes work anyway, a copy would only cost memory.
 */
const COPY_AFTER_MS = 1_000;

export interface Lane {
  model: PoolModel<HostedKind>;
  waiting: WaitingCall[];
  /** When it last had its turn, counted in calls of all lanes. */
  turn: number;
  /** How long its calls waited for its process while another rested. */
  lostMs: number;
  /** Since when one does. */
  losesSince: number | undefined;
}

export const createLane = (model: PoolModel<HostedKind>): Lane => ({ model, waiting: [], turn: 0, lostMs: 0, losesSince: undefined });

function stopLosing(lane: Lane, now: number): void {
  if (lane.losesSince === undefined) return;
  lane.lostMs += now - lane.losesSince;
  lane.losesSince = undefined;
}

/** Whether waiting for the process that has the model has cost so much that another may load it. */
function deservesCopy(lane: Lane, now: number): boolean {
  lane.losesSince ??= now;
  return lane.lostMs + now - lane.losesSince >= COPY_AFTER_MS;
}

/** Where the lane's next call may run now; `open` starts one process more. */
export function takePlace(lane: Lane, slots: readonly InferenceSlot[], { open, mayOpen, now }: { open: () => InferenceSlot | undefined; mayOpen: boolean; now: number }): InferenceSlot | undefined {
  const { id } = lane.model;
  const idle = slots.filter((slot) => slot.idle());
  const holder = idle.find((slot) => slot.has(id));
  const othersRest = idle.length > 0 || mayOpen;
  if (holder === undefined && othersRest && slots.some((slot) => slot.has(id)) && !deservesCopy(lane, now)) return undefined;
  stopLosing(lane, now);
  if (holder !== undefined || !othersRest) return holder;
  return idle.toSorted((a, b) => a.loaded().size - b.loaded().size)[0] ?? open();
}
