/** What an analyzer collects about each track until the track ends. */
import type { FacesOfFrame } from './watch-faces.ts';

export interface TrackRecords<T> {
  /** Adds to the record of a track. */
  add(trackId: string, item: T): void;
  /** Hands over the records of all tracks that are no longer open, and of those that have grown long, which go on afterwards. */
  endAllBut(open: FacesOfFrame['open'] | undefined): { trackId: string; items: T[] }[];
}

/** Samples of one track after which what is known is handed over, so that memory does not grow with a film: five minutes of the view. */
const MOST_ITEMS = 600;

export function trackRecords<T>(): TrackRecords<T> {
  const records = new Map<string, T[]>();
  return {
    add(trackId, item) {
      const items = records.get(trackId);
      if (items) items.push(item);
      else records.set(trackId, [item]);
    },
    endAllBut(open) {
      const ended = [...records].filter(([trackId, items]) => open?.has(trackId) !== true || items.length >= MOST_ITEMS);
      for (const [trackId] of ended) records.delete(trackId);
      return ended.map(([trackId, items]) => ({ trackId, items }));
    },
  };
}
