/** Fingers on a page, as the browser itself gets them from a screen. */
import type { CDPSession, Locator } from 'playwright-core';

interface Point { x: number; y: number }

const STEPS = 8;

const touch = (cdp: CDPSession, type: 'touchStart' | 'touchMove' | 'touchEnd', points: readonly Point[]): Promise<unknown> =>
  cdp.send('Input.dispatchTouchEvent', { type, touchPoints: points.map((point, id) => ({ ...point, id })) });

/** Every finger goes its way in a straight line. */
async function stroke(cdp: CDPSession, ways: readonly { from: Point; to: Point }[]): Promise<void> {
  const at = (share: number): Point[] => ways.map(({ from, to }) => ({ x: from.x + (to.x - from.x) * share, y: from.y + (to.y - from.y) * share }));
  await touch(cdp, 'touchStart', at(0));
  for (let i = 1; i <= STEPS; i++) await touch(cdp, 'touchMove', at(i / STEPS));
  await touch(cdp, 'touchEnd', []);
}

async function centreOf(target: Locator): Promise<Point> {
  await target.scrollIntoViewIfNeeded();
  const box = await target.boundingBox();
  if (!box) throw new Error('not to be seen');
  return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
}

export async function swipe(cdp: CDPSession, target: Locator, dx: number, dy: number): Promise<void> {
  const from = await centreOf(target);
  await stroke(cdp, [{ from, to: { x: from.x + dx, y: from.y + dy } }]);
}

export async function press(cdp: CDPSession, target: Locator, ms: number): Promise<void> {
  await touch(cdp, 'touchStart', [await centreOf(target)]);
  await new Promise((resolve) => { setTimeout(resolve, ms); });
  await touch(cdp, 'touchEnd', []);
}

/** Two fingers side by side, so far from each other. */
export async function pinch(cdp: CDPSession, target: Locator, fromPx: number, toPx: number): Promise<void> {
  const { x, y } = await centreOf(target);
  await stroke(cdp, [-1, 1].map((side) => ({ from: { x: x + (side * fromPx) / 2, y }, to: { x: x + (side * toPx) / 2, y } })));
}
