/**
 * Tells waiting from working: who measures a call opens a meter around it, and the queue that made the call
 * wait reports to whichever meter is open. Without one nothing is measured.
 */
import { AsyncLocalStorage } from 'node:async_hooks';

export interface WorkMeter {
  waitedMs: number;
  workedMs: number;
}

export const workMeter = new AsyncLocalStorage<WorkMeter>();
