/** Loads the video of a page with yt-dlp, a program that is never installed by AIMA and sees the network only through the guard. */
import { lstat, realpath } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { AppError, toAppError } from '../kernel/app-error.ts';
import type { AddressGuard } from './address-guard.ts';
import { runDownloader, sparseEnvironment, type DownloaderEnd } from './downloader-process.ts';
import { openGuardedProxy } from './guarded-proxy.ts';
import { publicForm, withoutSecrets } from './source-address.ts';

export interface PageDownload {
  url: URL;
  guard: AddressGuard;
  /** Of this process; what an earlier attempt left there is gone on with. */
  folder: string;
  maxBytes: number;
  env: Readonly<Record<string, string | undefined>>;
  signal: AbortSignal;
  onProgress(hereBytes: number, totalBytes: number | undefined): void;
}

const Text = z.string().optional().catch(undefined);

/** What is read of the downloader's description; everything else in it is left alone. */
const Description = z.object({ filepath: z.string(), title: Text, uploader: Text, extractor_key: Text, webpage_url: Text, upload_date: z.string().regex(/^\d{8}$/).optional().catch(undefined) });
type Description = z.infer<typeof Description>;

export interface PageFile {
  file: string;
  title?: string;
  author?: string;
  site?: string;
  publishedOn?: string;
  /** The page's own address. */
  url: URL;
}

const DESCRIPTION = 'aima-description ';
const BEGIN = 'aima-begin';
const PROGRESS = 'aima-progress ';
const FIELDS = ['filepath', 'title', 'uploader', 'extractor_key', 'webpage_url', 'upload_date'];
/** Pages and manifests come on top of the media, which may consist of two parts. */
const PAGES_BYTES = 256 * 2 ** 20;

/** Ways of transport that go through the proxy; ffmpeg, rtmpdump and others would connect by themselves. */
const SAFE = '[protocol~="^(https?|m3u8_native|m3u8|http_dash_segments)$"]';
const FORMATS = `bestvideo*${SAFE}[height<=1080]+bestaudio${SAFE}/best${SAFE}[height<=1080]/bestvideo*${SAFE}+bestaudio${SAFE}/best${SAFE}/bestaudio${SAFE}`;

/** A list, never a command line; the address stands behind `--`, so that it cannot be an option. */
const argumentsOf = ({ url, folder, maxBytes }: PageDownload, proxy: string): string[] => [
  '--ignore-config', '--no-cache-dir', '--no-exec', '--no-cookies', '--no-cookies-from-browser', '--no-playlist', '--playlist-items', '1', '--no-live-from-start',
  '--match-filters', '!is_live', '--proxy', proxy, '--max-filesize', String(maxBytes), '--socket-timeout', '30', '--retries', '5', '--fragment-retries', '5', '--abort-on-unavailable-fragments',
  '--downloader', 'm3u8:native', '--downloader', 'dash:native', '--format', FORMATS, '--no-mtime', '--no-write-comments', '--no-colors', '--restrict-filenames',
  '--paths', folder, '--output', 'media.%(ext)s', '--newline', '--progress', '--progress-template', `download:${PROGRESS}%(progress.downloaded_bytes)s %(progress.total_bytes,progress.total_bytes_estimate)s`,
  // With --print it is quiet about the rest: that a download begins tells what is too large from what is broadcast live.
  '--no-simulate', '--print', `before_dl:${BEGIN}`, '--print', `after_move:${DESCRIPTION}%(.{${FIELDS.join(',')}})j`, '--', url.href,
];

function problemOf(url: URL, { exitCode, lastLines }: DownloaderEnd, begun: boolean): AppError {
  const all = lastLines.join('\n');
  const name = publicForm(url);
  if (exitCode === 0 && begun) return new AppError('SOURCE_TOO_LARGE', `The video of ${name} is larger than the limit.`);
  if (/no space left on device/i.test(all)) return new AppError('DISK_FULL', `No space left for the video of ${name}.`);
  if (exitCode === 0) return new AppError('SOURCE_REFUSED', `${name} is broadcast live, or holds no video; a live stream is opened by its own address (.m3u8, rtsp).`);
  const said = lastLines.findLast((line) => /^ERROR:/.test(line))?.replace(/^ERROR:\s*/, '') ?? `it ended with ${exitCode ?? 'a signal'} and no file`;
  if (/timed out|connection (?:reset|refused|aborted)|unable to connect|temporary failure|HTTP Error 5\d\d/i.test(said)) return new AppError('DOWNLOAD_FAILED', `${name} could not be loaded: ${withoutSecrets(said)}`);
  return new AppError('SOURCE_REFUSED', `${name} gives no video: ${withoutSecrets(said).slice(0, 500)}`);
}

const numberOf = (text: string | undefined): number | undefined => text !== undefined && /^\d+(\.\d+)?$/.test(text) ? Math.round(Number(text)) : undefined;

/** The file must be a file, below the folder: a name that leads elsewhere is not followed. */
async function checkedFile(folder: string, file: string): Promise<string> {
  const home = await realpath(folder);
  const real = await realpath(path.resolve(folder, file)).catch(() => '');
  const inside = real.startsWith(home + path.sep);
  if (!inside || !(await lstat(real)).isFile()) throw new AppError('SOURCE_REFUSED', 'The downloader names a file that is not where it may write.');
  return real;
}

const wordsOf = (description: Description, asked: URL): Omit<PageFile, 'file'> => {
  const { title, uploader, extractor_key: site, webpage_url: page, upload_date: date } = description;
  const own = page !== undefined && URL.canParse(page) && /^https?:/.test(page) ? new URL(page) : asked;
  return {
    url: own, ...(title ? { title: title.slice(0, 500) } : {}), ...(uploader ? { author: uploader.slice(0, 200) } : {}), ...(site ? { site: site.slice(0, 100) } : {}),
    ...(date ? { publishedOn: `${date.slice(0, 4)}-${date.slice(4, 6)}-${date.slice(6)}` } : {}),
  };
};

/**
 * @throws AppError DOWNLOADER_MISSING, ADDRESS_REFUSED, SOURCE_REFUSED, SOURCE_TOO_LARGE, DOWNLOAD_FAILED, DISK_FULL, CANCELLED
 */
export async function downloadFromPage(download: PageDownload): Promise<PageFile> {
  const { url, guard, folder, maxBytes, env, signal, onProgress } = download;
  await guard.pin(url.hostname);
  const proxy = await openGuardedProxy({ guard, maxBytes: 2 * maxBytes + PAGES_BYTES });
  let description: Description | undefined;
  let begun = false;
  const onLine = (line: string): boolean => {
    if (line === BEGIN) return begun = true;
    if (line.startsWith(PROGRESS)) {
      const [here, total] = line.slice(PROGRESS.length).trim().split(/\s+/).map(numberOf);
      if (here !== undefined) onProgress(here, total);
      return true;
    }
    if (!line.startsWith(DESCRIPTION)) return false;
    try {
      description = Description.parse(JSON.parse(line.slice(DESCRIPTION.length)));
    } catch {
      return false; // no description: then no file either
    }
    return true;
  };
  try {
    const end = await runDownloader({
      program: env['AIMA_YTDLP'] ?? 'yt-dlp', args: argumentsOf(download, proxy.url), folder, signal, onLine,
      env: { ...sparseEnvironment(env), ...proxy.env, YTDLP_NO_PLUGINS: '1', PYTHONIOENCODING: 'utf-8', XDG_CONFIG_HOME: folder },
    });
    if (description !== undefined && end.exitCode === 0) return { file: await checkedFile(folder, description.filepath), ...wordsOf(description, url) };
    if (proxy.exhausted()) throw new AppError('SOURCE_TOO_LARGE', `The video of ${publicForm(url)} is larger than the limit.`);
    throw guard.refusals().at(-1) ?? problemOf(url, end, begun);
  } catch (error) {
    throw toAppError(error);
  } finally {
    await proxy.close();
  }
}
