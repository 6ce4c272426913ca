/** Where a page of a list ended, opaque to clients: JSON in base64url. What is in it, each list knows; all are read and written here. */
import type { z } from 'zod';
import { AppError } from './app-error.ts';

/** @throws AppError INVALID_MESSAGE */
export function readCursor<Place>(place: z.ZodType<Place>, cursor: string): Place {
  try {
    return place.parse(JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8')));
  } catch (error) {
    throw new AppError('INVALID_MESSAGE', 'This is not the cursor of a page.', {}, error);
  }
}

export const writeCursor = (place: readonly (string | number)[]): string => Buffer.from(JSON.stringify(place)).toString('base64url');
