/** A small HTTP server on loopback for one test. */
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';

/** @returns the address of the server, without a slash at the end */
export async function localHttp(answer: http.RequestListener, host = '127.0.0.1'): Promise<string> {
  const server = http.createServer(answer);
  await new Promise<void>((resolve) => { server.listen(0, host, resolve); });
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`; // a TCP server that listens has one
}
