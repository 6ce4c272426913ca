/** How ffmpeg reads each kind of live source, so that it connects to nothing that the guard did not check. */
import type { Readable } from 'node:stream';
import type { AppError } from '../kernel/app-error.ts';
import { CONTAINERS } from '../media/index.ts';
import type { AddressGuard } from './address-guard.ts';
import { openGuardedProxy } from './guarded-proxy.ts';
import { openGuardedRelay } from './guarded-relay.ts';

export type LiveSource =
  | { kind: 'web' | 'stream'; url: URL }
  | { kind: 'stdin'; input: Readable };

/** One connection; a new one is opened after each loss. */
export interface LiveInput {
  /** Up to and with `-i ADDRESS`. */
  args: readonly string[];
  env: Readonly<Record<string, string>>;
  input?: Readable;
  /** The true reason, where the guard knows it better than ffmpeg. */
  failure(): AppError | undefined;
  close(): Promise<void>;
}

/** Microseconds without a byte. */
const SILENCE_US = '20000000';
const DEFAULT_PORTS: Readonly<Record<string, number>> = { 'rtsp:': 554, 'rtmp:': 1935 };

const formats = (...more: string[]): string[] => ['-format_whitelist', [...CONTAINERS, ...more].join(',')];

async function webInput(url: URL, guard: AddressGuard): Promise<LiveInput> {
  await guard.pin(url.hostname);
  const proxy = await openGuardedProxy({ guard });
  return {
    // -re: as it plays; a list that has already ended would otherwise rush by.
    args: ['-protocol_whitelist', 'http,https,httpproxy,tls,tcp,crypto,data', ...formats('hls'), '-http_proxy', proxy.url, '-user_agent', 'aima', '-rw_timeout', SILENCE_US, '-re', '-i', url.href],
    env: proxy.env,
    failure: () => guard.refusals().at(-1),
    close: proxy.close,
  };
}

async function streamInput(url: URL, guard: AddressGuard): Promise<LiveInput> {
  const rtsp = url.protocol === 'rtsp:';
  const port = Number(url.port || DEFAULT_PORTS[url.protocol]);
  const relay = await openGuardedRelay({ guard, host: url.hostname, port, rtsp });
  const near = new URL(url.href);
  near.hostname = '127.0.0.1';
  near.port = String(relay.port);
  // RTMP servers choose by the name that the client says it came for.
  const [, app = ''] = url.pathname.split('/');
  const own = rtsp ? ['-rtsp_transport', 'tcp', '-timeout', SILENCE_US] : ['-rtmp_live', 'live', '-rtmp_tcurl', `rtmp://${url.host}/${app}`, '-rw_timeout', SILENCE_US];
  return {
    args: ['-protocol_whitelist', rtsp ? 'rtsp,rtp,tcp' : 'rtmp,tcp', ...(rtsp ? ['-format_whitelist', 'rtsp'] : formats()), ...own, '-i', near.href],
    env: { http_proxy: '', all_proxy: '' },
    failure: relay.failure,
    close: relay.close,
  };
}

/** @throws AppError ADDRESS_REFUSED, SOURCE_UNREACHABLE */
export async function openLiveInput(source: LiveSource, guard: AddressGuard): Promise<LiveInput> {
  switch (source.kind) {
    case 'web': return webInput(source.url, guard);
    case 'stream': return streamInput(source.url, guard);
    case 'stdin': return { args: ['-protocol_whitelist', 'pipe', ...formats(), '-i', 'pipe:0'], env: {}, input: source.input, failure: () => undefined, close: async () => { source.input.destroy(); } };
  }
}
