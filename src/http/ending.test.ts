/** What ends a request before its handler does: the client leaves, or the server stops. */
import { expect, onTestFinished, test } from 'vitest';
import { z } from 'zod';
import { createApi } from './api.ts';
import { operation } from './operation.ts';
import { createShutdown, type Shutdown } from './shutdown.ts';

/** An address whose answer comes when its signal aborts, and one that answers at once. */
async function waitingServer(shutdown: Shutdown): Promise<{ url: string; begun: Promise<void>; aborted: Promise<void> }> {
  let begin: () => void;
  let abort: () => void;
  const begun = new Promise<void>((resolve) => { begin = resolve; });
  const aborted = new Promise<void>((resolve) => { abort = resolve; });
  const answer = z.object({ ended: z.boolean() });
  const app = await createApi({
    shutdown, authenticate: async () => undefined,
    operations: [
      operation({
        id: 'waits', method: 'GET', path: '/waits', tag: 'test', summary: 'Waits', access: 'public', result: answer,
        handle: ({ signal }) => new Promise((resolve) => {
          begin();
          signal.addEventListener('abort', () => {
            abort();
            resolve({ ended: true });
          });
        }),
      }),
      operation({ id: 'answers', method: 'GET', path: '/answers', tag: 'test', summary: 'Answers', access: 'public', result: answer, handle: () => ({ ended: false }) }),
    ],
  });
  onTestFinished(() => app.close());
  return { url: await app.listen({ port: 0, host: '127.0.0.1' }), begun, aborted };
}

test('a client that leaves ends the work for it', async () => {
  const { url, begun, aborted } = await waitingServer(createShutdown());
  const leave = new AbortController();
  const asking = fetch(`${url}/api/v1/waits`, { signal: leave.signal });
  await begun;
  leave.abort();
  await expect(asking).rejects.toThrow();
  await aborted;
});

test('a server that stops begins nothing, and what runs too long is told to end', async () => {
  const shutdown = createShutdown();
  const { url, begun } = await waitingServer(shutdown);
  const asking = fetch(`${url}/api/v1/waits`);
  await begun;
  shutdown.drain();
  const refused = await fetch(`${url}/api/v1/answers`);
  expect([refused.status, refused.headers.get('retry-after'), z.object({ code: z.string() }).parse(await refused.json()).code]).toEqual([503, '5', 'SERVER_STOPPING']);
  shutdown.end();
  expect(await (await asking).json()).toEqual({ ended: true });
});
