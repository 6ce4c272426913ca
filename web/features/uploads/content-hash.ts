/** SHA-256 of files that are quickly read whole: browsers hash nothing piece by piece. */

const MOST_BYTES = 64 * 2 ** 20;

/** @returns lower-case hex; undefined where it would cost too much, or on plain addresses, where browsers have no cryptography */
export async function contentHash(file: Blob): Promise<string | undefined> {
  const { subtle } = crypto as { subtle?: SubtleCrypto };
  if (file.size === 0 || file.size > MOST_BYTES || !subtle) return undefined;
  const digest = new Uint8Array(await subtle.digest('SHA-256', await file.arrayBuffer()));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
