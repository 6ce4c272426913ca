/**
 * Parts of the page that come when they are needed. Without a connection they are asked for again and again, and what stands
 * there stays: an error would take the page away, with all that was typed.
 */
import { lazy, type ComponentType, type LazyExoticComponent } from 'react';

/** Together about half a minute; what is not there then is gone for good, as after a change of versions. */
const PAUSES_MS = [300, 1000, 2000, 4000, 8000, 16_000];

/** @throws what the last try threw */
export async function patiently<Value>(load: () => Promise<Value>, pause: (ms: number) => Promise<unknown> = (ms) => new Promise((next) => { setTimeout(next, ms); })): Promise<Value> {
  for (const ms of PAUSES_MS) {
    try {
      return await load();
    } catch {
      await pause(ms);
    }
  }
  return load();
}

export const latePart = <Props,>(load: () => Promise<ComponentType<Props>>): LazyExoticComponent<ComponentType<Props>> => lazy(async () => ({ default: await patiently(load) }));
