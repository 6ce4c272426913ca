/**
 * Reads along what an RTSP server says (RFC 2326) and ends the connection before a redirect reaches the client, which
 * would connect to wherever it points. Media in between (interleaved binary data, 10.12) pass untouched.
 */
import { Transform } from 'node:stream';

const MOST_HEADER_BYTES = 64 * 1024;
const DOLLAR = 0x24;

const isRedirect = (header: string): boolean => /^RTSP\/\S+\s+3\d\d/i.test(header) || /^REDIRECT\s/i.test(header);

/** @param onRedirect called once, before the stream is destroyed */
export function rtspWatch(onRedirect: () => void): Transform {
  let held: Buffer = Buffer.alloc(0);
  let body = 0;

  /** Bytes at the beginning of `held` that may pass; undefined where more must be seen first. @throws Error on a redirect */
  const passable = (): number | undefined => {
    if (body > 0) {
      const part = Math.min(body, held.length);
      body -= part;
      return part;
    }
    if (held[0] === DOLLAR) {
      if (held.length < 4) return undefined;
      body = held.readUInt16BE(2);
      return 4;
    }
    const end = held.indexOf('\r\n\r\n');
    if (end < 0 && held.length > MOST_HEADER_BYTES) throw new Error('no RTSP');
    if (end < 0) return undefined;
    const header = held.toString('latin1', 0, end).trimStart();
    if (isRedirect(header)) {
      onRedirect();
      throw new Error('redirect');
    }
    body = Number(/^content-length:\s*(\d+)/im.exec(header)?.[1] ?? 0);
    return end + 4;
  };

  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      held = held.length === 0 ? chunk : Buffer.concat([held, chunk]);
      try {
        for (let part = held.length > 0 ? passable() : undefined; part !== undefined; part = held.length > 0 ? passable() : undefined) {
          this.push(held.subarray(0, part));
          held = held.subarray(part);
        }
        done();
      } catch (error) {
        done(error instanceof Error ? error : new Error(String(error)));
      }
    },
  });
}
