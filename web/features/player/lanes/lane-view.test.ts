import { expect, test } from 'vitest';
import { createLaneView, following, markStep, msAt, panned, xOf, zoomed } from './lane-view.ts';

test('zooming keeps what is under the pointer where it is', () => {
  const view = zoomed({ fromMs: 0, toMs: 10_000 }, 0.5, 2_000, 10_000, 100);
  expect(view).toEqual({ fromMs: 1_000, toMs: 6_000 });
  expect(xOf(2_000, 800, view)).toBeCloseTo(xOf(2_000, 800, { fromMs: 0, toMs: 10_000 }));
});

test('it ends at some frames and at the whole film', () => {
  expect(zoomed({ fromMs: 0, toMs: 1_000 }, 0.001, 500, 10_000, 400)).toEqual({ fromMs: 300, toMs: 700 });
  expect(zoomed({ fromMs: 9_000, toMs: 10_000 }, 1_000, 9_500, 10_000, 400)).toEqual({ fromMs: 0, toMs: 10_000 });
});

test('panning stops at both ends', () => {
  expect(panned({ fromMs: 100, toMs: 200 }, -500, 1_000)).toEqual({ fromMs: 0, toMs: 100 });
  expect(panned({ fromMs: 100, toMs: 200 }, 5_000, 1_000)).toEqual({ fromMs: 900, toMs: 1_000 });
});

test('a playhead that leaves turns the page, one inside moves nothing', () => {
  const view = { fromMs: 0, toMs: 1_000 };
  expect(following(view, 999, 10_000)).toBe(view);
  expect(following(view, 1_001, 10_000)).toEqual({ fromMs: 901, toMs: 1_901 });
});

test('pixels and times are each other', () => {
  const view = { fromMs: 5_000, toMs: 9_000 };
  expect(msAt(xOf(6_500, 777, view), 777, view)).toBeCloseTo(6_500);
});

test('marks have room', () => {
  expect([0.1, 10, 300, 7_200].map((msPerPixel) => markStep(msPerPixel, 70))).toEqual([10, 1_000, 30_000, 600_000]);
});

test('a stretch is shown with a margin', () => {
  const store = createLaneView(100_000, 40);
  store.getState().fit({ fromMs: 50_000, toMs: 60_000 });
  expect(store.getState().view).toEqual({ fromMs: 49_000, toMs: 61_000 });
  store.getState().fit();
  expect(store.getState().view).toEqual({ fromMs: 0, toMs: 100_000 });
});
