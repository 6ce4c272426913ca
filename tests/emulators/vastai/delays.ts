/** How long things take at Vast.ai: the numbers of section 4.2, each of them a knob. When sshd lets in is the machine's affair. */
import { never, seconds, type Delay } from '../core/delay.ts';

export interface VastDelays {
  createReply: Delay;
  reply: Delay;
  /** From the contract to its first appearance in list and get. */
  visible: Delay;
  /** From a change of what is to its appearance. */
  shown: Delay;
  allocate: Delay;
  /** From allocated to a running container, with the image there already or not. */
  startCached: Delay;
  startPulling: Delay;
  /** Chance that the image is there already. */
  cachedChance: number;
  stop: Delay;
  /** From an accepted delete to the end of its bill, and from there to its absence in listings: together 0-15 s. */
  deleteEffect: Delay;
  deleteShown: Delay;
  volumeRelease: Delay;
  outbidShown: Delay;
  outbidLasts: Delay;
  hostLost: Delay;
  queuedStart: Delay;
  /** From a running container to what is wrong with it. */
  trouble: Delay;
}

export const DOCUMENTED_DELAYS: VastDelays = {
  createReply: seconds(0.5, 4),
  reply: seconds(0.05, 0.6),
  visible: seconds(0, 10),
  shown: seconds(0, 5),
  allocate: seconds(1, 8),
  startCached: seconds(10, 30),
  startPulling: seconds(60, 1_200, { chance: 0.05, maxSeconds: 10_800 }),
  cachedChance: 0.6,
  stop: seconds(5, 30),
  deleteEffect: seconds(0, 7),
  deleteShown: seconds(0, 8),
  volumeRelease: seconds(25, 30),
  outbidShown: seconds(3, 180),
  outbidLasts: seconds(300, 3_600),
  hostLost: seconds(120, 1_800),
  queuedStart: seconds(60, 7_200),
  trouble: seconds(5, 1_200, { chance: 0.1, maxSeconds: 18 * 3_600 }),
};

/** Nothing takes any time: what is left is the client's own. */
export const NO_DELAYS: VastDelays = {
  ...DOCUMENTED_DELAYS,
  createReply: never, reply: never, visible: never, shown: never, allocate: never, startCached: never, startPulling: never,
  stop: never, deleteEffect: never, deleteShown: never, volumeRelease: never, outbidShown: never,
};
