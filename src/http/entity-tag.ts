/**
 * Entity tags of JSON answers (RFC 9110, 8.8.3): `"VERSION-HASH"`, or `"HASH"` of what has no version. The version is what
 * `If-Match` compares before a change; the hash is what `If-None-Match` compares, because an answer may hold more than its
 * version counts, such as progress.
 */
import { createHash } from 'node:crypto';
import { AppError } from '../kernel/app-error.ts';

const HASH_LETTERS = 24;

export function entityTag(body: string, version: number | undefined): string {
  const hash = createHash('sha256').update(body).digest('hex').slice(0, HASH_LETTERS);
  return version === undefined ? `"${hash}"` : `"${version}-${hash}"`;
}

/** `version` of an answer, where it has one. */
export const versionOf = (answer: unknown): number | undefined =>
  typeof answer === 'object' && answer !== null && 'version' in answer && Number.isSafeInteger(answer.version) ? Number(answer.version) : undefined;

/** Whether `If-None-Match` names the tag: what the client has is what it would get. */
export const matches = (ifNoneMatch: string | undefined, tag: string): boolean =>
  ifNoneMatch !== undefined && ifNoneMatch.split(',').some((each) => {
    const name = each.trim();
    return name === '*' || name === tag || name === `W/${tag}`;
  });

/**
 * The version that `If-Match` names; undefined without the header, and for `*`, which says that any will do.
 *
 * @throws AppError INVALID_MESSAGE for what is no tag of ours: a client that means to be careful is not taken for a careless one
 */
export function versionInIfMatch(header: string | undefined): number | undefined {
  if (header === undefined || header.trim() === '*') return undefined;
  const version = /^(?:W\/)?"(\d{1,15})(?:-[0-9a-f]{1,64})?"$/.exec(header.trim())?.[1];
  if (version === undefined) throw new AppError('INVALID_MESSAGE', 'If-Match holds no entity tag of a versioned resource.', { header: 'If-Match' });
  return Number(version);
}
