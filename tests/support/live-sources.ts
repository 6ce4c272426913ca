/** Live streams on loopback, as cameras and stations serve them: HLS over HTTP, RTSP over TCP. */
import { spawn, type ChildProcess } from 'node:child_process';
import { createSocket, type Socket as Datagrams } from 'node:dgram';
import { readFile } from 'node:fs/promises';
import { createServer, type AddressInfo, type Socket } from 'node:net';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { onTestFinished } from 'vitest';
import { localHttp } from './local-http.ts';
import { tempFolder } from './temp-folder.ts';

/** Picture and tone that play in real time, a picture that stands alone each second. */
export const playing = (seconds: number, options: { size?: string } = {}): string[] => [
  '-re', '-f', 'lavfi', '-i', `testsrc2=size=${options.size ?? '160x120'}:rate=10:duration=${seconds}`, '-f', 'lavfi', '-i', `sine=frequency=440:sample_rate=16000:duration=${seconds}`,
  '-c:v', 'libx264', '-preset', 'ultrafast', '-tune', 'zerolatency', '-g', '10', '-pix_fmt', 'yuv420p', '-c:a', 'aac',
];

/** Runs until the test ends or it has played to its end. */
export function play(...args: string[]): ChildProcess {
  const child = spawn('ffmpeg', ['-v', 'error', '-y', ...args], { stdio: ['ignore', 'pipe', 'inherit'] });
  onTestFinished(() => { child.kill('SIGKILL'); });
  return child;
}

/** A live playlist of short segments. @returns its address */
export async function serveHls(seconds: number): Promise<{ url: string; encoder: ChildProcess; folder: string }> {
  const folder = tempFolder();
  const list = path.join(folder, 'live.m3u8');
  const encoder = play(...playing(seconds), '-f', 'hls', '-hls_time', '1', '-hls_list_size', '6', '-hls_flags', 'delete_segments', list);
  const server = await localHttp((request, response) => {
    readFile(path.join(folder, path.basename(new URL(request.url ?? '/', 'http://x').pathname))).then((bytes) => response.end(bytes), () => response.writeHead(404).end());
  });
  for (let i = 0; i < 100; i++) {
    if ((await readFile(list, 'utf8').catch(() => '')).includes('.ts')) break;
    await sleep(100);
  }
  return { url: `${server}/live.m3u8`, encoder, folder };
}

/** A port on which nothing listens now. */
export async function freeTcpPort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => { server.listen(0, '127.0.0.1', resolve); });
  const { port } = server.address() as AddressInfo; // a TCP server that listens has one
  await new Promise((resolve) => { server.close(resolve); });
  return port;
}

const freePort = async (): Promise<[Datagrams, number]> => {
  const socket = createSocket('udp4');
  await new Promise<void>((resolve) => { socket.bind(0, '127.0.0.1', resolve); });
  onTestFinished(() => { socket.close(); });
  return [socket, socket.address().port];
};

/** A camera: RTSP over TCP (RFC 2326, interleaved). @returns its address */
export async function serveRtsp(seconds: number): Promise<string> {
  const [video, videoPort] = await freePort();
  const [audio, audioPort] = await freePort();
  const sdpFile = path.join(tempFolder(), 'stream.sdp');
  const clients = new Set<Socket>();
  const spread = (channel: number) => (packet: Buffer): void => {
    const head = Buffer.from([0x24, channel, packet.length >> 8, packet.length & 255]);
    for (const client of clients) client.write(Buffer.concat([head, packet]));
  };
  video.on('message', spread(0));
  audio.on('message', spread(2));
  play(...playing(seconds), '-map', '0:v', '-an', '-f', 'rtp', `rtp://127.0.0.1:${videoPort}?rtcpport=${videoPort}`, '-map', '1:a', '-vn', '-f', 'rtp', `rtp://127.0.0.1:${audioPort}?rtcpport=${audioPort}`, '-sdp_file', sdpFile)
    .once('exit', () => { for (const client of clients) client.end(); });
  for (let i = 0; i < 100 && !(await readFile(sdpFile, 'utf8').catch(() => '')).includes('m=audio'); i++) await sleep(50);
  const sdp = (await readFile(sdpFile, 'utf8')).replace(/^SDP:\s*/, '').replace(/^(m=(video|audio) )\d+ (.*)$/gm, '$10 $3\r\na=control:$2').replace(/\r?\n/g, '\r\n');
  const answer = (request: string): string => {
    const head = `RTSP/1.0 200 OK\r\nCSeq: ${/CSeq: *(\d+)/i.exec(request)?.[1] ?? '0'}\r\nSession: 12345\r\n`;
    if (request.startsWith('OPTIONS')) return `${head}Public: OPTIONS, DESCRIBE, SETUP, PLAY, TEARDOWN\r\n\r\n`;
    if (request.startsWith('DESCRIBE')) return `${head}Content-Type: application/sdp\r\nContent-Length: ${Buffer.byteLength(sdp)}\r\n\r\n${sdp}`;
    if (request.startsWith('SETUP')) return `${head}Transport: RTP/AVP/TCP;unicast;interleaved=${/^SETUP \S*audio/.test(request) ? '2-3' : '0-1'}\r\n\r\n`;
    return `${head}\r\n`;
  };
  const server = createServer((socket) => {
    let held = '';
    socket.on('error', () => undefined).once('close', () => { clients.delete(socket); });
    socket.on('data', (chunk) => {
      held += chunk.toString('latin1');
      for (let end = held.indexOf('\r\n\r\n'); end >= 0; end = held.indexOf('\r\n\r\n')) {
        const request = held.slice(0, end).replace(/^[^A-Z]*\$?[\s\S]*?(?=[A-Z]{4,} rtsp)/, '');
        held = held.slice(end + 4);
        socket.write(answer(request));
        if (request.startsWith('PLAY')) clients.add(socket);
      }
    });
  });
  await new Promise<void>((resolve) => { server.listen(0, '127.0.0.1', resolve); });
  onTestFinished(() => {
    for (const client of clients) client.destroy();
    server.close();
  });
  return `rtsp://127.0.0.1:${(server.address() as AddressInfo).port}/camera`; // a TCP server that listens has one
}
