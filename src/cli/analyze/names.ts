/** Names of result files: the medium's own name with its extension, shortened where the file system needs it. */
import { createHash } from 'node:crypto';
import path from 'node:path';

/** What ext4, APFS and NTFS allow for one name (NTFS counts characters, which are never more than bytes). */
const MOST_BYTES = 255;
const HASH_DIGITS = 8;

export const suffixes = { document: '.aima.json', page: '.html', proxy: '.proxy.mp4', soundProxy: '.proxy.m4a', photoProxy: '.proxy.jpg' } as const;

const LONGEST_SUFFIX = Math.max(...Object.values(suffixes).map((suffix) => suffix.length));
/** The document that spans a job; a medium must not be able to take its place. */
export const JOB_DOCUMENT = 'job.aima.json';

const bytesOf = (text: string): number => Buffer.byteLength(text);

/** As many leading characters as fit into so many bytes; never half a character. */
function leading(text: string, bytes: number): string {
  let kept = '';
  for (const character of text) {
    if (bytesOf(kept + character) > bytes) break;
    kept += character;
  }
  return kept;
}

/** `name` as it stands, or its beginning with 8 digits of the path's hash where the longest result name would not fit. */
export function resultStem(relative: string): string {
  const folder = path.posix.dirname(relative);
  const name = path.posix.basename(relative);
  const fits = bytesOf(name) + LONGEST_SUFFIX <= MOST_BYTES && name + suffixes.document !== JOB_DOCUMENT;
  if (fits) return relative;
  const hash = createHash('sha256').update(relative).digest('hex').slice(0, HASH_DIGITS);
  const extension = leading(path.posix.extname(name), 16);
  const room = MOST_BYTES - LONGEST_SUFFIX - HASH_DIGITS - 1 - bytesOf(extension);
  const short = `${leading(path.posix.basename(name, path.posix.extname(name)), room)}~${hash}${extension}`;
  return folder === '.' ? short : `${folder}/${short}`;
}
