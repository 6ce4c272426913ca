/** Words that a POSIX shell takes as they are. */
import { AppError } from '../kernel/app-error.ts';

/** One word, whatever stands in it. @throws AppError for NUL, which no command line can hold */
export function quote(word: string): string {
  if (word.includes('\0')) throw new AppError('INTERNAL', 'A command line cannot hold a NUL character.');
  return /^[A-Za-z0-9_/.:=@%+,-]+$/.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`;
}
