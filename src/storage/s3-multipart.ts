/** Writing to S3: one request for small objects, parts for others. Parts never stay behind, except when this process is killed. */
import { AbortMultipartUploadCommand, CompleteMultipartUploadCommand, CreateMultipartUploadCommand, PutObjectCommand, UploadPartCommand, type CompletedPart, type S3Client } from '@aws-sdk/client-s3';

/** 10,000 parts at most, so objects may have 78 GiB. */
const PART_BYTES = 8 * 1024 * 1024;
const PARTS_AT_ONCE = 3;

interface Target { client: S3Client; Bucket: string; Key: string }

/** Pieces of equal size; only the last is smaller, and there always is one. */
async function* pieces(content: AsyncIterable<Uint8Array>): AsyncGenerator<Buffer> {
  let part = Buffer.allocUnsafe(PART_BYTES);
  let filled = 0;
  for await (const chunk of content) {
    for (let at = 0; at < chunk.length;) {
      if (filled === PART_BYTES) {
        yield part;
        part = Buffer.allocUnsafe(PART_BYTES);
        filled = 0;
      }
      const taken = chunk.subarray(at, at + PART_BYTES - filled);
      part.set(taken, filled);
      filled += taken.length;
      at += taken.length;
    }
  }
  yield part.subarray(0, filled);
}

async function sendParts({ client, Bucket, Key }: Target, UploadId: string, parts: AsyncIterable<Buffer>, options: { abortSignal?: AbortSignal }): Promise<CompletedPart[]> {
  const sent: CompletedPart[] = [];
  const underWay = new Set<Promise<void>>();
  const failed: unknown[] = [];
  const send = async (PartNumber: number, Body: Buffer): Promise<void> => {
    try {
      const { ETag } = await client.send(new UploadPartCommand({ Bucket, Key, UploadId, PartNumber, Body }), options);
      sent.push({ PartNumber, ETag });
    } catch (error) {
      failed.push(error);
    }
  };
  try {
    let number = 0;
    for await (const part of parts) {
      number += 1;
      const sending: Promise<void> = send(number, part).finally(() => { underWay.delete(sending); });
      underWay.add(sending);
      if (underWay.size >= PARTS_AT_ONCE) await Promise.race(underWay);
      if (failed.length > 0) break;
    }
  } finally {
    await Promise.all(underWay);
  }
  if (failed.length > 0) throw failed[0];
  return sent.toSorted((a, b) => (a.PartNumber ?? 0) - (b.PartNumber ?? 0));
}

/** @returns the size in bytes; whatever fails, the object is as it was before */
export async function putObject(target: Target, content: AsyncIterable<Uint8Array>, signal: AbortSignal | undefined): Promise<number> {
  const { client, Bucket, Key } = target;
  const options = signal ? { abortSignal: signal } : {};
  let sizeBytes = 0;
  async function* counted(): AsyncGenerator<Buffer> {
    for await (const part of pieces(content)) {
      signal?.throwIfAborted();
      sizeBytes += part.length;
      yield part;
    }
  }
  signal?.throwIfAborted();
  const parts = counted();
  const head = await parts.next();
  const first = head.done === true ? undefined : head.value;
  if (!first || first.length < PART_BYTES) {
    await client.send(new PutObjectCommand({ Bucket, Key, Body: first ?? Buffer.alloc(0), ContentType: 'application/octet-stream' }), options);
    return sizeBytes;
  }
  async function* all(beginning: Buffer): AsyncGenerator<Buffer> {
    yield beginning;
    yield* parts;
  }
  const { UploadId } = await client.send(new CreateMultipartUploadCommand({ Bucket, Key, ContentType: 'application/octet-stream' }), options);
  if (UploadId === undefined) throw new Error('the storage began an upload without a name');
  try {
    const sent = await sendParts(target, UploadId, all(first), options);
    await client.send(new CompleteMultipartUploadCommand({ Bucket, Key, UploadId, MultipartUpload: { Parts: sent } }), options);
  } catch (error) {
    // Without the signal: an abort must not keep the parts. What fails here, `sweep` finds later.
    await client.send(new AbortMultipartUploadCommand({ Bucket, Key, UploadId })).catch(() => undefined);
    throw error;
  }
  return sizeBytes;
}
