/** Wheel and pinch on the timeline. */

/** A wheel that was scrolling the page just now goes on scrolling the page. */
const PAGE_SCROLL_REST_MS = 400;
const WHEEL_ZOOM_PER_PX = 0.0022;

/** @param {TouchList} touches */
function spread(touches) {
  const a = touches[0];
  const b = touches[1];
  return a && b ? { px: Math.hypot(a.clientX - b.clientX, a.clientY - b.clientY), centre: (a.clientX + b.clientX) / 2 } : undefined;
}

/**
 * @param {HTMLElement} area
 * @param {{ zoom: () => number, mostZoom: () => number, zoomTo: (value: number, anchorPx: number) => void }} target
 */
export function listenForZoom(area, { zoom, mostZoom, zoomTo }) {
  let pageScrolledAt = -PAGE_SCROLL_REST_MS;
  addEventListener('scroll', () => {
    pageScrolledAt = performance.now();
  }, { passive: true });

  area.addEventListener('wheel', (event) => {
    const sideways = event.shiftKey || Math.abs(event.deltaX) > Math.abs(event.deltaY);
    if (sideways) return;
    const isPinch = event.ctrlKey;
    const nothingToDo = event.deltaY > 0 ? zoom() <= 1 : zoom() >= mostZoom();
    if (!isPinch && (nothingToDo || performance.now() - pageScrolledAt < PAGE_SCROLL_REST_MS)) return;
    event.preventDefault();
    zoomTo(zoom() * Math.exp(-event.deltaY * WHEEL_ZOOM_PER_PX * (isPinch ? 4 : 1)), event.clientX - area.getBoundingClientRect().left);
  }, { passive: false });

  /** @type {{ px: number, zoom: number } | undefined} */
  let pinch;
  area.addEventListener('touchmove', (event) => {
    const now = spread(event.touches);
    if (!now) return;
    event.preventDefault();
    pinch ??= { px: now.px, zoom: zoom() };
    zoomTo((pinch.zoom * now.px) / Math.max(1, pinch.px), now.centre - area.getBoundingClientRect().left);
  }, { passive: false });
  for (const name of ['touchend', 'touchcancel']) area.addEventListener(name, () => {
    pinch = undefined;
  });
}
