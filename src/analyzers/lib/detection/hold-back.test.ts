import { expect, test } from 'vitest';
import { holdBack } from './hold-back.ts';
import type { SeenThing, ThingTrack } from './thing-tracks.ts';

const trackOf = (id: string, more: Partial<ThingTrack> = {}): ThingTrack => ({ id, label: 'cup', box: { x: 0, y: 0, w: 1, h: 1 }, confidence: 1, lastMs: 0, believed: true, ...more });
const seen = (track: ThingTrack): SeenThing => ({ label: 'bowl', confidence: 1, box: track.box, track });

test('what is believed in the end goes out under its last name, the rest nowhere', () => {
  const told: string[] = [];
  const held = holdBack(({ atMs }, label) => told.push(`${label} ${atMs}`));
  const [cup, ghost] = [trackOf('a'), trackOf('b', { believed: false })];
  held.add({ atMs: 0, thing: seen(cup) });
  held.add({ atMs: 0, thing: seen(ghost) });
  held.add({ atMs: 500, thing: seen(cup) });
  expect(told).toEqual([]);
  held.end(cup);
  held.end(ghost);
  expect(told).toEqual(['cup 0', 'cup 500']);
});

test('a long track is told while it runs, with the name that it has by then', () => {
  const told: string[] = [];
  const held = holdBack((_, label) => told.push(label));
  for (let i = 0; i < 16; i++) held.add({ atMs: i, thing: seen(trackOf('a')) });
  expect(told).toEqual(new Array(16).fill('cup'));
  held.add({ atMs: 17, thing: seen(trackOf('a', { label: 'vase' })) });
  expect(told.at(-1)).toBe('cup');
});
