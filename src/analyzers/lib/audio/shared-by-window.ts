/**
 * Work on a stream of sound that several analyzers need is done once. Whoever is handed a window first does the work
 * with its own worker; the others find the answer beside that very window, and take the worker over with it, so
 * that its memory (a filter, a recurrent state) has seen everything even if who began ends early.
 */
import { waitedFor, type AudioWindow } from '@aima/sdk';

type Worker<T> = (window: AudioWindow) => T;

/** One for each kind of work, shared by the module that offers it. @returns for each analyzer: its door to the work */
export function sharedByWindow<T>(): (own: Worker<T>) => Worker<T> {
  const done = new WeakMap<AudioWindow, { worker: Worker<T>; answer: T }>();
  return (own) => {
    let worker = own;
    return (window) => {
      let found = done.get(window);
      if (found !== undefined) {
        worker = found.worker;
        return waitedFor(found.answer);
      }
      found = { worker, answer: worker(window) };
      done.set(window, found);
      return found.answer;
    };
  };
}
