/** File names as people gave them, made harmless: they are shown and sent, never used as a path. */

const MAX_LENGTH = 255;

/** The last part of a path in either spelling, without control and direction signs; never empty. */
export function safeName(given: string): string {
  const last = given.toWellFormed().normalize('NFC').split(/[/\\]/).findLast((part) => part.trim() !== '' && part !== '.' && part !== '..') ?? '';
  // Signs that turn the direction of writing make `exe.jpg` out of `gpj.exe`.
  const clean = last.replace(/[\p{Cc}\p{Zl}\p{Zp}\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]/gu, '').trim();
  return clean === '' ? 'unnamed' : [...clean].slice(0, MAX_LENGTH).join('');
}
