import { expect, test, vi } from 'vitest';
import { createPlayer, type Deck } from './player-store.ts';

function deck(): Deck & { said: string[] } {
  const said: string[] = [];
  return { said, seek: (ms) => { said.push(`seek ${ms}`); }, play: () => { said.push('play'); }, pause: () => { said.push('pause'); }, setRate: (rate) => { said.push(`rate ${rate}`); }, setVolume: (volume, muted) => { said.push(`volume ${volume} ${muted}`); } };
}

test('what draws hears of each frame, React four times a second', () => {
  let now = 0;
  const player = createPlayer({ durationMs: 10_000, playing: true }, () => now);
  const frames = vi.fn();
  const changes = vi.fn();
  player.getState().subscribeTime(frames);
  player.subscribe(changes);
  for (; now < 1_000; now += 20) player.getState().tick(now);
  expect(frames).toHaveBeenCalledTimes(50);
  expect(changes.mock.calls.length).toBeLessThanOrEqual(5);
  expect(player.getState().nowMs()).toBe(980);
  player.getState().became({ playing: false });
  expect(player.getState().atMs).toBe(980);
});

test('it seeks within the medium only, and says so at once', () => {
  const player = createPlayer({ durationMs: 1_000 });
  const playing = deck();
  player.getState().attach(playing);
  player.getState().seek(5_000);
  player.getState().seek(-3);
  expect(playing.said.filter((each) => each.startsWith('seek'))).toEqual(['seek 1000', 'seek 0']);
  expect(player.getState().atMs).toBe(0);
});

test('a deck that comes later begins where the player is', () => {
  const player = createPlayer({ durationMs: 9_000, atMs: 4_000, volume: 0.5, rate: 2 });
  const playing = deck();
  player.getState().attach(playing);
  expect(playing.said).toEqual(['volume 0.5 false', 'rate 2', 'seek 4000']);
});

test('a selection plays round and round; who stands elsewhere begins at its begin', () => {
  const player = createPlayer({ durationMs: 9_000 });
  const playing = deck();
  player.getState().attach(playing);
  player.getState().select({ fromMs: 2_000, toMs: 3_000 });
  player.getState().play();
  expect(playing.said.slice(-2)).toEqual(['seek 2000', 'play']);
  player.getState().became({ playing: true });
  player.getState().tick(2_900);
  player.getState().tick(2_980);
  expect(playing.said.at(-1)).toBe('seek 2000');
  player.getState().seek(5_000);
  player.getState().tick(5_020);
  expect(playing.said.at(-1)).toBe('seek 5000');
});

test('a selection without a length is none', () => {
  const player = createPlayer();
  player.getState().select({ fromMs: 5, toMs: 5 });
  expect(player.getState().selection).toBeUndefined();
});
