import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createClient } from '@aima/contract/client';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { withAllMedia } from './job-media.ts';

const JOB = '00000000-0000-4000-8000-000000000001';
const asked: string[] = [];
const answers: Record<string, unknown> = {
  [`/api/v1/jobs/${JOB}`]: { id: JOB, media: [{ mediaId: 'a' }], mediaNext: 'behind-a' },
  [`/api/v1/jobs/${JOB}/media?limit=500&cursor=behind-a`]: { items: [{ mediaId: 'b' }], next: 'behind-b' },
  [`/api/v1/jobs/${JOB}/media?limit=500&cursor=behind-b`]: { items: [{ mediaId: 'c' }] },
};
const server = createServer((request, response) => {
  asked.push(request.url ?? '');
  response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(answers[request.url ?? '']));
});
beforeAll(() => new Promise<void>((resolve) => { server.listen(0, '127.0.0.1', resolve); }));
afterAll(() => { server.close(); });

test('what the first answer leaves out is fetched page by page, from where it ended', async () => {
  const client = createClient({ baseUrl: `http://127.0.0.1:${String((server.address() as AddressInfo).port)}` }); // it listens at a port
  const { signal } = new AbortController();
  const job = await withAllMedia(client, await client.api.getJob({ path: { jobId: JOB } }), signal);
  expect(job.media.map(({ mediaId }) => mediaId)).toEqual(['a', 'b', 'c']);
  expect(job).not.toHaveProperty('mediaNext');
  expect(asked).toEqual(Object.keys(answers));
  expect((await withAllMedia(client, job, signal)).media).toHaveLength(3);
  expect(asked).toHaveLength(3);
});
