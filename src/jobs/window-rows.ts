/** Finished windows of a long film as rows of its job: any process goes on behind them. Pictures go where pictures lie. */
import { createHash } from 'node:crypto';
import { StoredWindow, type WindowStore } from '../cache/window-store.ts';
import { clearWindows, noteAdvance, readWindow, writeWindow } from '../db/index.ts';
import type { JobWork } from './job-work.ts';

export type Picture = StoredWindow['keyframes'][number];

export function windowRows({ within, claim }: Pick<JobWork, 'within' | 'claim'>, mediaId: string, asked: readonly unknown[], keepPictures: (pictures: readonly Picture[]) => Promise<void>): WindowStore {
  const place = { jobId: claim.id, mediaId, request: createHash('sha256').update(JSON.stringify(asked)).digest('hex') };
  return {
    async read(fromMs) {
      const window = StoredWindow.safeParse(await within((tx) => readWindow(tx, place, fromMs))).data;
      return window?.fromMs === fromMs ? window : undefined;
    },
    async write({ keyframes, ...window }) {
      await keepPictures(keyframes);
      await within(async (tx) => {
        await writeWindow(tx, place, window.fromMs, { ...window, keyframes: [] });
        await noteAdvance(tx, claim.id);
      });
    },
    clear: () => within((tx) => clearWindows(tx, place)),
  };
}
