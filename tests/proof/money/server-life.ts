/**
 * One life of the server's process. Whatever it does outside of itself goes through here; once it is dead nothing that it awaited
 * ever answers, so none of its promises acts again, while what was on its way still arrives.
 */
import type { Clock } from '../../../src/kernel/clock.ts';

/** Where it dies: at the n-th effect whose name begins so, before it happens or after it did and before anybody hears of it. */
export interface Death {
  effect: string;
  nth: number;
  when: 'before' | 'after';
}

export interface ServerLife {
  readonly name: string;
  readonly dead: boolean;
  /** Clock of this process. */
  readonly clock: Clock;
  die(): void;
  /** @returns what the work gives, or nothing at all, ever */
  effect<T>(name: string, work: () => Promise<T>): Promise<T>;
  /** All methods of an object as effects of this process. */
  guard<T extends object>(prefix: string, object: T): T;
}

const never = (): Promise<never> => new Promise(() => undefined);

export interface LifeWatcher {
  died(effect: string): void;
  did(effect: string): void;
}

export function serverLife(name: string, clock: Clock, death: Death | undefined, watcher: LifeWatcher): ServerLife {
  let dead = false;
  let count = 0;

  const die = (effect: string): void => {
    if (dead) return;
    dead = true;
    watcher.died(effect);
  };

  const effect = async <T>(of: string, work: () => Promise<T>): Promise<T> => {
    if (dead) return never();
    const fatal = death !== undefined && of.startsWith(death.effect) && (count += 1) === death.nth;
    if (fatal && death.when === 'before') { die(`before ${of}`); return never(); }
    watcher.did(of);
    try {
      const result = await work();
      if (fatal) die(`after ${of}`);
      return dead ? await never() : result;
    } catch (error) {
      if (fatal) die(`after ${of}`);
      if (dead) return never();
      throw error;
    }
  };

  return {
    name, effect,
    get dead() { return dead; },
    clock: {
      now: () => clock.now(),
      sleep: (ms, signal) => clock.sleep(ms, signal).then(() => (dead ? never() : undefined)),
    },
    die: () => { die('from outside'); },
    guard<T extends object>(prefix: string, object: T): T {
      return new Proxy(object, {
        get(target, key, receiver) {
          const member: unknown = Reflect.get(target, key, receiver);
          if (typeof member !== 'function') return member;
          // The same member of the same object; its result is a promise in everything that is guarded here.
          return (...args: unknown[]) => effect(`${prefix}.${String(key)}`, () => Reflect.apply(member, target, args) as Promise<unknown>);
        },
      });
    },
  };
}
