/** Knobs of the emulated RunPod. The defaults are those of 4.2 of the contract document, which are no figures of the vendor. */
import { seconds, type Delay } from '../core/delay.ts';

export interface RunPodKnobs {
  /** From the request to the pod, and from the pod to the reply: 0.5-3 s together. */
  createBefore: Delay;
  createAfter: Delay;
  /** Any other answer. */
  answer: Delay;
  /** Until a new pod is shown, or a change of one. */
  visible: Delay;
  changeVisible: Delay;
  /** PROVISIONING; then STARTING, with the image on the host, and without. */
  placed: Delay;
  pullCached: Delay;
  pull: Delay;
  cachedChance: number;
  stop: Delay;
  /** From an accepted delete to the end of everything, and from there to the end of its sightings. */
  end: Delay;
  endVisible: Delay;
  /** How often an ended pod is seen as TERMINATED first. */
  terminatedSeen: number;
  outbidAfter: Delay;
  /** Until the loss of a spot pod is to be seen. */
  outbidVisible: Delay;
  /** The bucket of an hour shows what happened so long ago. */
  billingLate: Delay;
  balanceLate: Delay;
  /** The vendor says 'around container start'; from its creation on is the harder case. */
  billsFrom: 'created' | 'started';
  /** Windows of the rate limit. */
  perMinute: number;
  perHour: number;
  perDay: number;
  /** Pods on one page where none was asked for. */
  pageSize: number;
}

export const KNOBS: RunPodKnobs = {
  createBefore: seconds(0.3, 2), createAfter: seconds(0.2, 1), answer: seconds(0.05, 0.4),
  visible: seconds(0, 20), changeVisible: seconds(0, 5),
  placed: seconds(1, 10), pullCached: seconds(4, 30), pull: seconds(120, 900), cachedChance: 0.85,
  stop: seconds(5, 30), end: seconds(0, 10), endVisible: seconds(0, 5), terminatedSeen: 0.3,
  outbidAfter: seconds(60, 1_800), outbidVisible: seconds(0, 120, { chance: 0.2, maxSeconds: 1_200 }), billingLate: seconds(300, 3_600), balanceLate: seconds(60, 300),
  billsFrom: 'created', perMinute: 60, perHour: 3_000, perDay: 50_000, pageSize: 1_000,
};
