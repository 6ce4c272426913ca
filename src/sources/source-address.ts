/** Tells addresses from paths, and writes them without what might be secret. */
import { AppError } from '../kernel/app-error.ts';

export type SourceAddress = { kind: 'web' | 'stream'; url: URL } | { kind: 'stdin' };

const WEB = new Set(['http:', 'https:']);
const STREAM = new Set(['rtsp:', 'rtmp:']);

/**
 * What stands on the command line: `-`, an address, or nothing of both (a path: undefined).
 * @throws AppError USAGE for an address that AIMA does not open
 */
export function sourceAddress(text: string): SourceAddress | undefined {
  if (text === '-') return { kind: 'stdin' };
  const [, protocol] = /^([a-z][a-z0-9+.-]+):\/\//i.exec(text) ?? [];
  if (protocol === undefined) return undefined;
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url !== undefined && url.hostname !== '') {
    if (WEB.has(url.protocol)) return { kind: 'web', url };
    if (STREAM.has(url.protocol)) return { kind: 'stream', url };
  }
  throw new AppError('USAGE', `AIMA opens addresses of http, https, rtsp and rtmp, not '${protocol.toLowerCase()}://…'.`);
}

/** True for a playlist of HTTP Live Streaming by its name. */
export const isPlaylistName = (url: URL): boolean => /\.m3u8?$/i.test(url.pathname);

/** Parameters that say which video is meant; every other one may hold a token. */
const MEANT = new Set(['v', 'id', 'vid', 'video', 'video_id', 'p', 'list']);
const LONGEST_VALUE = 64;

/** For documents, messages and the terminal: no credentials, no fragment, no parameters but those that name a video. */
export function publicForm(url: URL): string {
  const bare = new URL(url.href);
  bare.username = bare.password = bare.hash = '';
  for (const [name, value] of [...bare.searchParams]) if (!MEANT.has(name.toLowerCase()) || value.length > LONGEST_VALUE) bare.searchParams.delete(name);
  return bare.href;
}

/** A program's message with every address in it in its public form. */
export const withoutSecrets = (message: string): string =>
  message.replace(/[a-z][a-z0-9+.-]*:\/\/[^\s'"<>)]+/gi, (text) => URL.canParse(text) ? publicForm(new URL(text)) : text.replace(/\/\/[^/@]*@/, '//').replace(/[?#].*$/, ''));
