/**
 * The page in Chromium: what a first visit loads, how soon it answers on a processor slowed down four times with 20,000 observations
 * in the player, and how a list of 50,000 media scrolls. Interactions are measured by the browser itself (Event Timing, as for INP).
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { BrowserContext, CDPSession, Page } from 'playwright-core';
import { z } from 'zod';
import { rowsOf } from '../../src/db/database.ts';
import { sql } from '../../src/db/drizzle.ts';
import { insertObservations, openDatabase } from '../../src/db/index.ts';
import { openBrowser } from '../e2e/browser.ts';
import { makeJob, startJob, untilEnded } from '../support/job-by-hand.ts';
import { spawnServer } from '../support/killable-server.ts';
import { mediumOf, sendFile, signUpAdmin, steadyClient } from '../support/steady-client.ts';
import { observationIn } from '../support/stored-results.ts';
import { insertManyMedia } from './many-media.ts';

const OBSERVATIONS = 20_000;
const MEDIA = 50_000;
const FILM_SECONDS = 120;
const SLOWER = 4;
const LIMITS = { scriptKb: 200, inpMs: 200 };
const WAIT_MS = 300_000;

interface World { url: string; cookie: string; job: string; player: string; stop(): Promise<unknown> }

/** Rows as an analysis leaves them, and media as uploads do; their bytes are nowhere. */
async function fill(data: string, jobId: string): Promise<string> {
  const database = await openDatabase({ folder: path.join(data, 'database') });
  const [run] = await database.read('everything', (tx) => rowsOf(tx, sql`select r.id, r.media_id as "mediaId", r.workspace_id::text as "workspaceId" from run r where r.job_id = ${jobId}::uuid and r.status = 'done' limit 1`, z.object({ id: z.string(), mediaId: z.string(), workspaceId: z.string() })));
  if (!run) throw new Error('nothing was analysed');
  const job = { jobId, mediaId: run.mediaId, runId: run.id, workspaceId: run.workspaceId };
  for (let from = 0; from < OBSERVATIONS; from += 1_000) {
    await database.transaction({ workspaceId: run.workspaceId }, (tx) => insertObservations(tx, jobId, Array.from({ length: 1_000 }, (_, i) => {
      const startMs = Math.floor(((from + i) * FILM_SECONDS * 1000) / OBSERVATIONS);
      return observationIn(job, from + i + 1, { startMs, endMs: startMs + 40 + (i % 25) * 40, label: `label_${i % 12}`, confidence: 0.5 + (i % 50) / 100, box: { x: (i % 10) / 12, y: (i % 7) / 9, w: 0.08, h: 0.1 } });
    })));
  }
  await insertManyMedia(database, MEDIA);
  await database.close();
  return run.mediaId;
}

async function openWorld(work: string): Promise<World> {
  const data = path.join(work, 'data');
  const start = () => spawnServer({ data, mark: path.basename(work), env: { AIMA_LOG_LEVEL: 'error' } });
  const first = start();
  let url = await first.ready;
  while (first.welcomeToken() === undefined) await sleep(50);
  const cookie = await signUpAdmin(url, first.welcomeToken() ?? '');
  const client = steadyClient(() => url, () => cookie);
  const film = path.join(work, 'film.mp4');
  execFileSync('ffmpeg', ['-v', 'error', '-y', '-f', 'lavfi', '-i', `testsrc2=size=640x360:rate=25:duration=${FILM_SECONDS}`, '-f', 'lavfi', '-i', `sine=duration=${FILM_SECONDS}`, '-c:v', 'libx264', '-preset', 'veryfast', '-pix_fmt', 'yuv420p', '-c:a', 'aac', '-shortest', film]);
  const mediaId = await mediumOf(client, await sendFile(client, { name: 'film.mp4', content: readFileSync(film), pieceBytes: 2 ** 22 }));
  const job = await makeJob(client, 'bench', [mediaId]);
  await startJob(client, job);
  await untilEnded(client, job, WAIT_MS);
  await first.stop();
  await fill(data, job);
  const server = start();
  url = await server.ready;
  return { url, cookie, job, player: `/jobs/${job}/media/${mediaId}`, stop: () => server.stop() };
}

async function visitor(context: BrowserContext, { url, cookie }: World): Promise<{ page: Page; cdp: CDPSession }> {
  const [name = '', ...value] = (cookie.split(';')[0] ?? '').split('=');
  await context.addCookies([{ name, value: value.join('='), url }]);
  const page = await context.newPage();
  return { page, cdp: await context.newCDPSession(page) };
}

/** Kilobytes of script as they came over the network, compressed, without headers. */
async function firstLoad(context: BrowserContext, world: World, address: string): Promise<number> {
  const page = address === '/sign-in' ? await context.newPage() : (await visitor(context, world)).page;
  await page.goto(`${world.url}${address}`);
  await page.locator('h1').first().waitFor();
  await page.waitForLoadState('networkidle');
  const bytes = await page.evaluate<number>("performance.getEntriesByType('resource').filter(({ name }) => new URL(name).pathname.endsWith('.js')).reduce((sum, { encodedBodySize }) => sum + encodedBodySize, 0)");
  await page.close();
  return bytes / 1000;
}

/** Every interaction from now on: from the press until the next picture. */
const WATCH = `globalThis.interactions = []; new PerformanceObserver((list) => { for (const { interactionId, duration, name } of list.getEntries()) if (interactionId) interactions.push({ name, duration, interactionId }); }).observe({ type: 'event', durationThreshold: 16 });`;

async function playerAnswers(context: BrowserContext, world: World): Promise<{ worst: number; p98: number; count: number }> {
  const { page, cdp } = await visitor(context, world);
  await page.setViewportSize({ width: 1280, height: 900 });
  await page.goto(`${world.url}${world.player}`);
  await page.locator('canvas').first().waitFor();
  await page.waitForLoadState('networkidle');
  await cdp.send('Emulation.setCPUThrottlingRate', { rate: SLOWER });
  await page.evaluate(WATCH);
  const lanes = page.locator('canvas').last();
  const box = await lanes.boundingBox();
  if (!box) throw new Error('there are no lanes');
  for (let i = 0; i < 20; i++) {
    await page.mouse.click(box.x + box.width * (0.2 + (i % 10) * 0.07), box.y + Math.min(box.height - 5, 30 + (i % 4) * 25));
    if (i % 2 === 0) await page.mouse.wheel(0, i % 4 === 0 ? -240 : 240);
  }
  for (const key of ['ArrowRight', 'ArrowLeft', '.', ',', 'k', 'k', '5', 'n', 'n', 'p', 'l', 'k']) await page.keyboard.press(key);
  await page.waitForTimeout(1_500);
  const found = await page.evaluate<{ duration: number; interactionId: number }[]>('interactions');
  await page.close();
  const each = [...Map.groupBy(found, ({ interactionId }) => interactionId).values()].map((entries) => Math.max(...entries.map(({ duration }) => duration))).toSorted((a, b) => a - b);
  // Those under 16 ms are not told.
  return { worst: each.at(-1) ?? 0, p98: each[Math.floor(each.length * 0.98)] ?? each.at(-1) ?? 0, count: each.length };
}

/** As fast as a wheel that is spun: some 10,000 pixels a second, so that a page of tiles is new every 90 ms. */
async function listScrolls(context: BrowserContext, world: World, slower: number): Promise<{ p95: number; worst: number; elements: number; reached: number }> {
  const { page, cdp } = await visitor(context, world);
  await page.setViewportSize({ width: 1280, height: 900 });
  await page.goto(`${world.url}/media`);
  await page.locator('[role=listitem]').first().waitFor();
  await page.waitForLoadState('networkidle');
  await cdp.send('Emulation.setCPUThrottlingRate', { rate: slower });
  await page.evaluate('globalThis.frames = []; (function next(before) { requestAnimationFrame((now) => { frames.push(now - before); next(now); }); })(performance.now())');
  await page.mouse.move(700, 500);
  for (let i = 0; i < 120; i++) {
    await page.mouse.wheel(0, 400);
    await page.waitForTimeout(30);
  }
  const frames = (await page.evaluate<number[]>('frames')).slice(5).toSorted((a, b) => a - b);
  const elements = await page.evaluate<number>('document.querySelectorAll("*").length');
  const reached = await page.evaluate<number>('scrollY');
  await page.close();
  return { p95: frames[Math.floor(frames.length * 0.95)] ?? 0, worst: frames.at(-1) ?? 0, elements, reached };
}

/** @returns Markdown */
export async function benchWeb(): Promise<string> {
  const work = mkdtempSync(path.join(tmpdir(), 'aima-bench-'));
  process.stderr.write('a server with 50,000 media and 20,000 observations\n');
  const world = await openWorld(work);
  const browser = await openBrowser();
  try {
    const fresh = () => browser.newContext({ serviceWorkers: 'block', locale: 'en-GB' });
    const loads: [string, number][] = [];
    for (const address of ['/sign-in', '/', world.player]) loads.push([address === world.player ? 'player' : address, await firstLoad(await fresh(), world, address)]);
    process.stderr.write('player\n');
    const answers = await playerAnswers(await fresh(), world);
    process.stderr.write('list\n');
    const lists = [await listScrolls(await fresh(), world, 1), await listScrolls(await fresh(), world, SLOWER)];
    const within = (value: number, limit: number): string => (value <= limit ? 'yes' : '**no**');
    return [
      `Measured ${new Date().toISOString().slice(0, 10)}, Chromium without a GPU, browser and server on the same 2 cores; load of the computer ${(loadavg()[0] ?? 0).toFixed(1)} at the end. The processor slowed down ${SLOWER} times where nothing else is said.`,
      '', '| what | measured | limit | within |', '|---|--:|--:|---|',
      ...loads.map(([address, kb]) => `| script over the network, first visit of ${address}, full speed | ${kb.toFixed(0)} kB | ${address === 'player' ? 'none' : `${LIMITS.scriptKb} kB`} | ${address === 'player' ? '' : within(kb, LIMITS.scriptKb)} |`),
      `| interaction to next paint, player with ${OBSERVATIONS} observations, worst of ${answers.count} | ${answers.worst.toFixed(0)} ms | ${LIMITS.inpMs} ms | ${within(answers.worst, LIMITS.inpMs)} |`,
      `| the same, p98 | ${answers.p98.toFixed(0)} ms | ${LIMITS.inpMs} ms | ${within(answers.p98, LIMITS.inpMs)} |`,
      ...lists.map(({ reached, p95, worst }, i) => `| frames while a list of ${MEDIA} media is scrolled (${reached.toFixed(0)} pixels in about 5 s)${i === 0 ? ', full speed' : ''}, p95 / worst | ${p95.toFixed(0)} / ${worst.toFixed(0)} ms | none | |`),
      `| elements on that page then | ${lists.at(-1)?.elements ?? 0} | none | |`,
    ].join('\n');
  } finally {
    await browser.close();
    await world.stop();
    rmSync(work, { recursive: true, force: true });
  }
}
