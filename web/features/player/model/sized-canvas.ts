/** A canvas that has the size of its box in pixels of the device. */

/** @param onSize called with its size in CSS pixels, first at once @returns how to stop */
export function watchSize(canvas: HTMLCanvasElement, onSize: (width: number, height: number, pixelRatio: number) => void): () => void {
  const fit = (): void => {
    const { clientWidth: width, clientHeight: height } = canvas;
    const ratio = Math.min(3, devicePixelRatio || 1);
    const [wide, high] = [Math.round(width * ratio), Math.round(height * ratio)];
    if (canvas.width !== wide) canvas.width = wide;
    if (canvas.height !== high) canvas.height = high;
    onSize(width, height, ratio);
  };
  const observer = new ResizeObserver(fit);
  observer.observe(canvas);
  // Moved to another screen, or the page was zoomed.
  const media = matchMedia(`(resolution: ${devicePixelRatio}dppx)`);
  media.addEventListener('change', fit);
  fit();
  return () => {
    observer.disconnect();
    media.removeEventListener('change', fit);
  };
}

/** Does it once before the next picture of the screen, however often it is asked. */
export function oncePerFrame(work: () => void): { ask(): void; stop(): void } {
  let asked = 0;
  return {
    ask: () => { asked ||= requestAnimationFrame(() => { asked = 0; work(); }); },
    stop: () => { cancelAnimationFrame(asked); asked = 0; },
  };
}
