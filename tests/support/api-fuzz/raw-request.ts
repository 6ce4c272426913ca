/** Requests as no decent client sends them: any path, headers twice, bodies that lie about their length, stop or drip. */
import http from 'node:http';
import net from 'node:net';

export interface RawRequest {
  method: string;
  /** As it stands in the first line, encoded or not. */
  path: string;
  headers: Record<string, string | string[]>;
  body?: string | Buffer;
  /** Sent byte by byte with pauses, and given up after some. */
  drip?: boolean;
}

export interface RawAnswer {
  status: number;
  headers: http.IncomingHttpHeaders;
  /** The first mebibyte. */
  body: string;
}

/** The stop of all machines insists for three quarters of a minute with a provider that does not answer. */
const PATIENCE_MS = 90_000;
const MOST_BYTES = 2 ** 20;

/** Undefined where the server closed the connection without an answer. */
export async function ask(url: string, { method, path, headers, body, drip }: RawRequest, agent: http.Agent): Promise<RawAnswer | undefined> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve, reject) => {
    const request = http.request({ hostname, port, method, path, headers: { host: `${hostname}:${port}`, ...headers }, agent, timeout: PATIENCE_MS, setDefaultHeaders: false, insecureHTTPParser: true });
    request.once('timeout', () => { request.destroy(new Error(`no answer within ${String(PATIENCE_MS)} ms to ${method} ${path}`)); });
    request.once('response', (response) => {
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (chunk: string) => {
        text += chunk;
        if (text.length > MOST_BYTES) response.destroy();
      });
      const end = (): void => { resolve({ status: response.statusCode ?? 0, headers: response.headers, body: text }); };
      response.once('end', end).once('close', end).once('error', end);
    });
    request.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'ECONNRESET' || error.code === 'EPIPE') resolve(undefined);
      else reject(error);
    });
    if (drip) {
      const bytes = Buffer.from(body ?? '{}');
      let sent = 0;
      const timer = setInterval(() => {
        if (sent < Math.min(3, bytes.length)) request.write(bytes.subarray(sent, ++sent));
        else {
          clearInterval(timer);
          request.destroy();
        }
      }, 5);
    } else request.end(body);
  });
}

/** Bytes on a bare connection, for what `http.request` refuses to send. */
export function askBare(url: string, bytes: string | Buffer): Promise<RawAnswer | undefined> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve) => {
    const socket = net.connect(Number(port), hostname);
    let text = '';
    const end = (): void => {
      clearTimeout(timer);
      socket.destroy();
      const [head = '', ...rest] = text.split('\r\n\r\n');
      const status = /^HTTP\/1\.1 (\d{3})/.exec(head)?.[1];
      const headers = Object.fromEntries(head.split('\r\n').slice(1).map((line) => [line.slice(0, line.indexOf(':')).toLowerCase(), line.slice(line.indexOf(':') + 1).trim()]));
      resolve(status === undefined ? undefined : { status: Number(status), headers, body: rest.join('\r\n\r\n') });
    };
    const timer = setTimeout(end, 3_000);
    socket.setEncoding('utf8').on('data', (chunk: string) => { text += chunk; }).once('close', end).once('error', end);
    socket.end(bytes);
  });
}
