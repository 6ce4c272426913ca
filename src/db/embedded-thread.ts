/**
 * The embedded database's own thread: PGlite computes and flushes here, while the thread that serves pages goes on. It
 * answers one request after the other, in their order; transactions are kept apart by the other end.
 */
import { parentPort, workerData, type MessagePort } from 'node:worker_threads';
import { types, type PGlite } from '@electric-sql/pglite';
import { openFolder } from './embedded-folder.ts';
import { sendError, type ThreadReply, type ThreadRequest } from './embedded-protocol.ts';

/** Times and numbers arrive as text, as Drizzle asks for them: numeric[], timestamp[], timestamptz[], interval[], date[]. */
const AS_TEXT = [types.TIMESTAMP, types.TIMESTAMPTZ, types.INTERVAL, types.DATE, 1231, 1115, 1185, 1187, 1182];
const parsers = Object.fromEntries(AS_TEXT.map((type) => [type, (value: string): string => value]));

function ownerPort(): MessagePort {
  if (!parentPort) throw new Error('This file runs in a thread of its own.');
  return parentPort;
}
const port = ownerPort();
const reply = (message: ThreadReply): void => { port.postMessage(message); };

/** After a PANIC nothing of the server's memory may be used again: only a new start, with recovery, is right. */
const isBroken = (error: unknown, client: PGlite): boolean =>
  client.closed || !(error instanceof Error) || ['RuntimeError', 'ExitStatus'].includes(error.name);

async function answer(client: PGlite, request: ThreadRequest): Promise<void> {
  const { id } = request;
  try {
    if (request.ask === 'query') {
      const { rows, fields, affectedRows } = await client.query(request.text, request.params, { rowMode: request.rowMode, parsers });
      reply({ id, result: { rows, fields, ...(affectedRows === undefined ? {} : { affectedRows }) } });
      return;
    }
    if (request.ask === 'exec') await client.exec(request.text);
    else if (request.ask === 'listen') await client.listen(request.channel, (payload) => { reply({ notified: request.channel, payload }); });
    else await client.close();
    reply({ id });
  } catch (error) {
    reply({ id, error: sendError(error), broken: isBroken(error, client) });
  }
  if (request.ask === 'close') port.close();
}

try {
  // Given by the one place that starts this thread.
  const client = await openFolder(workerData as string);
  let before: Promise<void> = Promise.resolve();
  port.on('message', (request: ThreadRequest) => { before = before.then(() => answer(client, request)); });
  reply({ opened: true });
} catch (error) {
  reply({ failed: sendError(error) });
  port.close();
}
