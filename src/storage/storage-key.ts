/** Names of stored objects: few characters, so that no name can leave its folder or mean two things on some file system. */
import { AppError } from '../kernel/app-error.ts';

/** Lower case only (some file systems do not tell cases apart); no dot in front, so neither `..` nor hidden names. */
const SEGMENT = /^[a-z0-9][a-z0-9_-]*(?:\.[a-z0-9]+)?$/;
const MAX_SEGMENT = 100;
const MAX_KEY = 400;

const isSegment = (segment: string): boolean => segment.length <= MAX_SEGMENT && SEGMENT.test(segment);

const refuse = (what: string): AppError => new AppError('INVALID_MESSAGE', `Not a valid storage ${what}: lower-case letters, digits, '-' and '_' in parts divided by '/'.`);

/** @returns the parts of a key such as `media/workspace/file`. @throws AppError INVALID_MESSAGE */
export function keySegments(key: string): readonly [...folders: string[], name: string] {
  const segments = key.split('/');
  const name = segments.pop();
  if (key.length > MAX_KEY || name === undefined || !isSegment(name) || !segments.every(isSegment)) throw refuse('key');
  return [...segments, name];
}

/** @returns the folders of a prefix such as `media/workspace/`; none for the empty prefix. @throws AppError INVALID_MESSAGE */
export function prefixSegments(prefix: string): readonly string[] {
  if (prefix === '') return [];
  const segments = prefix.split('/');
  if (segments.pop() !== '' || prefix.length > MAX_KEY || !segments.every(isSegment)) throw refuse("prefix (it ends in '/')");
  return segments;
}

/** The name of one thing, without folders. @throws AppError INVALID_MESSAGE */
export function singleName(name: string): string {
  if (!isSegment(name)) throw refuse('name');
  return name;
}
