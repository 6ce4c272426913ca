/**
 * Sees to it that our key may log in. Keys that stand only in a machine's file vanish after some hours, so each is attached by
 * the API, and looked for again from time to time. Nothing of it ever turns a machine that exists into an error, and nobody waits
 * for it: with many machines it takes its turn.
 */
import type { Clock } from '../../kernel/clock.ts';
import type { WireInstance } from './wire-schemas.ts';
import { keyInEnvironment } from './start-script.ts';
import type { VastaiWire } from './wire.ts';

const LOOK_EVERY_MS = 30_000;
const AGAIN_AFTER_MS = 5_000;

export interface KeyWatch {
  /** Told of what was just seen of an instance of ours that starts or runs. */
  look(instance: WireInstance): void;
  forget(id: string): void;
}

export function keyWatch(wire: VastaiWire, clock: Clock): KeyWatch {
  /** When each instance is to be looked at again; absent before its key was attached by this process, Infinity while it is looked at. */
  const dueMs = new Map<string, number>();

  async function attach(id: string, key: string, known: boolean): Promise<number> {
    try {
      // What this process attached is looked for first; what it knows nothing of is attached at once, which may be once too often.
      if (!known || !(await wire.keys(id)).includes(key)) await wire.attachKey(id, key);
      return LOOK_EVERY_MS;
    } catch {
      // Whether it can be reached shows at the login.
      return AGAIN_AFTER_MS;
    }
  }

  return {
    look(instance) {
      const id = String(instance.id);
      const key = keyInEnvironment(instance.extra_env);
      const due = dueMs.get(id);
      if (key === undefined || clock.now() < (due ?? -Infinity)) return;
      dueMs.set(id, Infinity);
      void attach(id, key, due !== undefined).then((waitMs) => { if (dueMs.has(id)) dueMs.set(id, clock.now() + waitMs); });
    },
    forget: (id) => { dueMs.delete(id); },
  };
}
