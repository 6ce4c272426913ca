/** What a test sees of a player, and where it points: read from the page itself. */
import type { BrowserContext, Locator, Page } from 'playwright-core';


interface Place { x: number; y: number }

/** Where the film is, in milliseconds. */
export const atMs = (page: Page): Promise<number> => page.evaluate<number>('Math.round(document.querySelector("video").currentTime * 1000)');

export const lanesOf = (page: Page): Locator => page.locator('[data-player-lanes]');

/** A place on the lanes, at a share of their width. */
export async function onLanes(page: Page, share: number, y = 10): Promise<Place> {
  const box = await lanesOf(page).boundingBox();
  if (!box) throw new Error('There are no lanes.');
  return { x: box.x + share * box.width, y: box.y + y };
}

/** Pixels around a place of the picture on which something is drawn; x and y are fractions of the picture. */
export const drawnAt = (page: Page, x: number, y: number): Promise<number> => page.evaluate<number>(`(() => {
  const canvas = document.querySelector('[data-player-overlay]');
  const video = document.querySelector('video');
  const ratio = canvas.width / canvas.clientWidth;
  const scale = Math.min(canvas.clientWidth / video.videoWidth, canvas.clientHeight / video.videoHeight);
  const [w, h] = [video.videoWidth * scale, video.videoHeight * scale];
  const at = [(canvas.clientWidth - w) / 2 + ${x} * w, (canvas.clientHeight - h) / 2 + ${y} * h].map((each) => Math.round(each * ratio));
  const { data } = canvas.getContext('2d').getImageData(at[0] - 3, at[1] - 3, 7, 7);
  return data.filter((value, i) => i % 4 === 3 && value > 0).length;
})()`);

/** A place of the picture, on the page. */
export const onPicture = (page: Page, x: number, y: number): Promise<Place> => page.evaluate<Place>(`(() => {
  const box = document.querySelector('[data-player-overlay]').getBoundingClientRect();
  const video = document.querySelector('video');
  const scale = Math.min(box.width / video.videoWidth, box.height / video.videoHeight);
  return { x: box.x + box.width / 2 + (${x} - 0.5) * video.videoWidth * scale, y: box.y + box.height / 2 + (${y} - 0.5) * video.videoHeight * scale };
})()`);

/** Work of the page's own thread: what the processor spent on it, so that other programs on the computer do not count. */
export async function watchWork(context: BrowserContext, page: Page): Promise<{ ofStep(step: () => Promise<unknown>): Promise<number>; end(): Promise<void> }> {
  const devtools = await context.newCDPSession(page);
  await devtools.send('Performance.enable', { timeDomain: 'threadTicks' });
  await devtools.send('Emulation.setCPUThrottlingRate', { rate: 4 });
  const spentMs = async (): Promise<number> => ((await devtools.send('Performance.getMetrics')).metrics.find(({ name }) => name === 'TaskDuration')?.value ?? 0) * 1000;
  return {
    /** In milliseconds of a computer four times slower, until the page has drawn what the step led to. */
    async ofStep(step) {
      const before = await spentMs();
      await step();
      await page.evaluate('new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(resolve))))');
      return await spentMs() - before;
    },
    end: async () => { await devtools.send('Emulation.setCPUThrottlingRate', { rate: 1 }); },
  };
}
