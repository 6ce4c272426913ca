/** An S3 server on loopback for one test, with its objects in memory. It ends with the test. */
import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3';
import { buildApp } from 'fauxqs';
import { onTestFinished } from 'vitest';

export interface S3Server {
  endpoint: string;
  /** What was answered: method, address and status. */
  requests: string[];
  stop(): Promise<void>;
}

export async function s3Server(bucket: string): Promise<S3Server> {
  const requests: string[] = [];
  const app = buildApp({ logger: false });
  app.addHook('onResponse', async (request, reply) => { requests.push(`${request.method} ${request.url} ${reply.statusCode}`); });
  const endpoint = await app.listen({ port: 0, host: '127.0.0.1' });
  let stopped: Promise<void> | undefined;
  const stop = (): Promise<void> => (stopped ??= app.close());
  onTestFinished(stop);
  const client = new S3Client({ endpoint, region: 'us-east-1', forcePathStyle: true, credentials: { accessKeyId: 'test-id', secretAccessKey: 'test-secret' } });
  await client.send(new CreateBucketCommand({ Bucket: bucket }));
  client.destroy();
  return { endpoint, requests, stop };
}
