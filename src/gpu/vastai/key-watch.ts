/**
 * Sees to it that our key may log in. Keys that stand only in a machine's file vanish after some hours, so each is attached by
 * the API, and looked for again from time to time. Nothing of it ever turns a machine that exists into an error.
 */
import type { Clock } from '../../kernel/clock.ts';
import type { WireInstance } from './wire-schemas.ts';
import { keyInEnvironment } from './start-script.ts';
import type { VastaiWire } from './wire.ts';

const LOOK_EVERY_MS = 30_000;
const AGAIN_AFTER_MS = 5_000;

export interface KeyWatch {
  /** Called with what was just seen of an instance of ours that starts or runs. */
  look(instance: WireInstance, signal: AbortSignal | undefined): Promise<void>;
  forget(id: string): void;
}

export function keyWatch(wire: VastaiWire, clock: Clock): KeyWatch {
  /** When each instance is to be looked at again; absent before its key was attached by this process. */
  const dueMs = new Map<string, number>();

  async function attach(id: string, key: string, signal: AbortSignal | undefined): Promise<void> {
    const known = dueMs.has(id);
    // What this process attached is looked for first; what it knows nothing of is attached at once, which may be once too often.
    if (known && (await wire.keys(id, signal)).includes(key)) return;
    await wire.attachKey(id, key, signal);
  }

  return {
    async look(instance, signal) {
      const id = String(instance.id);
      const key = keyInEnvironment(instance.extra_env);
      if (key === undefined || clock.now() < (dueMs.get(id) ?? -Infinity)) return;
      try {
        await attach(id, key, signal);
        dueMs.set(id, clock.now() + LOOK_EVERY_MS);
      } catch {
        // Whether it can be reached shows at the login; the next look tries again.
        if (dueMs.has(id)) dueMs.set(id, clock.now() + AGAIN_AFTER_MS);
      }
    },
    forget: (id) => { dueMs.delete(id); },
  };
}
