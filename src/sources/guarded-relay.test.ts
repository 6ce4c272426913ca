import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import { expect, onTestFinished, test } from 'vitest';
import { addressGuard, parseInternalHosts } from './address-guard.ts';
import { openGuardedRelay } from './guarded-relay.ts';
import { rtspWatch } from './rtsp-watch.ts';

const said = async (parts: readonly (string | Buffer)[]): Promise<{ passed: string; redirected: boolean }> => {
  let redirected = false;
  const watch = rtspWatch(() => { redirected = true; });
  const passed = text(watch).catch(() => 'ended');
  for (const part of parts) watch.write(part);
  watch.end();
  return { passed: await passed, redirected };
};
const media = Buffer.concat([Buffer.from([0x24, 0, 0, 30]), Buffer.from('RTSP/1.0 302 Found\r\nLocation: ')]); // looks like a redirect, is a packet

test('answers, bodies and packets pass, however they are cut', async () => {
  const all = Buffer.concat([Buffer.from('RTSP/1.0 200 OK\r\nContent-Length: 22\r\n\r\nRTSP/1.0 302 in a body'), media, Buffer.from('RTSP/1.0 200 OK\r\nCSeq: 4\r\n\r\n'), media]);
  for (const size of [1, 2, 7, 1000]) {
    const parts = Array.from({ length: Math.ceil(all.length / size) }, (_, i) => all.subarray(i * size, (i + 1) * size));
    expect(await said(parts)).toEqual({ passed: all.toString(), redirected: false });
  }
});

test.each(['RTSP/1.0 302 Moved\r\nLocation: rtsp://10.0.0.1/\r\n\r\n', 'REDIRECT rtsp://x RTSP/1.0\r\nLocation: rtsp://10.0.0.1/\r\n\r\n'])('a redirect never reaches the client: %j', async (redirect) => {
  expect(await said([media, redirect.slice(0, 9), redirect.slice(9)])).toEqual({ passed: 'ended', redirected: true });
});

const serve = async (handle: (socket: Socket) => void): Promise<number> => {
  const server = createServer((socket) => { socket.on('error', () => undefined); handle(socket); });
  await new Promise<void>((resolve) => { server.listen(0, '127.0.0.1', resolve); });
  onTestFinished(() => { server.close(); });
  return (server.address() as AddressInfo).port; // a TCP server that listens has one
};
const relayTo = async (port: number, rtsp: boolean) => {
  const relay = await openGuardedRelay({ guard: addressGuard({ internal: parseInternalHosts('camera.local'), resolve: async () => ['127.0.0.1'] }), host: 'camera.local', port, rtsp });
  onTestFinished(() => relay.close());
  return relay;
};

test('bytes go both ways; a redirect of the camera ends the connection and is told', async () => {
  const echo = await serve((socket) => socket.pipe(socket));
  const plain = connect((await relayTo(echo, false)).port, '127.0.0.1');
  plain.write('hello');
  expect(String((await once(plain, 'data'))[0])).toBe('hello');
  plain.destroy();

  const camera = await serve((socket) => { socket.once('data', () => { socket.write('RTSP/1.0 301 Moved\r\nLocation: rtsp://127.0.0.1:1/\r\n\r\n'); }); });
  const relay = await relayTo(camera, true);
  const client = connect(relay.port, '127.0.0.1');
  client.write('OPTIONS * RTSP/1.0\r\n\r\n');
  expect(await text(client)).toBe('');
  expect(relay.failure()).toMatchObject({ code: 'ADDRESS_REFUSED' });
});

test('an internal host gets no relay; a closed port is told', async () => {
  const guard = addressGuard({ internal: parseInternalHosts(undefined), resolve: async () => ['10.0.0.1'] });
  await expect(openGuardedRelay({ guard, host: 'camera.local', port: 554, rtsp: true })).rejects.toMatchObject({ code: 'ADDRESS_REFUSED' });
  const relay = await relayTo(1, false); // nothing listens there
  await text(connect(relay.port, '127.0.0.1'));
  expect(relay.failure()).toMatchObject({ code: 'SOURCE_UNREACHABLE' });
});
