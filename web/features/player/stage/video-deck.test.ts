import { expect, test } from 'vitest';
import { createPlayer } from '../model/player-store.ts';
import { attachVideo } from './video-deck.ts';

/** A film whose seeks land when they are told to; that they did is told when the next line asks for it. */
class Film extends EventTarget {
  seeking = false;
  readyState = 4;
  paused = true;
  duration = 20;
  videoWidth = 320;
  volume = 1;
  muted = false;
  playbackRate = 1;
  #seconds = 0;
  get currentTime(): number { return this.#seconds; }
  set currentTime(seconds: number) { this.#seconds = seconds; this.seeking = true; }
  play(): Promise<void> { return Promise.resolve(); }
  pause(): void { this.paused = true; }
  #shows: ((now: number, frame: { mediaTime: number }) => void) | undefined;
  requestVideoFrameCallback(shows: (now: number, frame: { mediaTime: number }) => void): void { this.#shows = shows; }
  shows(seconds: number): void { this.#shows?.(0, { mediaTime: seconds }); }
  lands(): void { this.seeking = false; }
  tells(): void { this.dispatchEvent(new Event('seeked')); }
}

function opened(): { film: Film; seek(ms: number): void; nowMs(): number } {
  const film = new Film();
  const store = createPlayer({ durationMs: 20_000 });
  attachVideo(film as unknown as HTMLVideoElement, store);
  return { film, seek: (ms) => { store.getState().seek(ms); }, nowMs: () => store.getState().nowMs() };
}

test('seeks that pile up become the last one', () => {
  const { film, seek, nowMs } = opened();
  for (const ms of [1000, 2000, 3000]) seek(ms);
  expect(film.currentTime).toBe(1);
  film.lands();
  film.tells();
  expect(film.currentTime).toBe(3);
  film.lands();
  film.tells();
  expect(nowMs()).toBe(3000);
});

test('between the landing of a seek and its word, a new wish ends the older one', () => {
  const { film, seek, nowMs } = opened();
  seek(1000);
  seek(2000);
  film.lands();
  seek(5000);
  film.tells();
  expect(film.currentTime).toBe(5);
  film.lands();
  film.tells();
  expect([film.currentTime, nowMs()]).toEqual([5, 5000]);
});

test('standing still it is where it was asked to be, although its frame began before; playing, it is where its frames are', () => {
  const { film, seek, nowMs } = opened();
  seek(4150);
  film.lands();
  film.tells();
  film.shows(4.1);
  expect(nowMs()).toBe(4150);
  film.paused = false;
  film.shows(4.2);
  expect(nowMs()).toBe(4200);
});
