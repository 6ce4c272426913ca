/**
 * Fields of providers as they really come: numbers as text, nulls, words that were invented yesterday. What makes no sense is
 * absent, and so is what is missing; nothing here fails. What must be there is asked for by an ordinary schema.
 */
import { z } from 'zod';

function numberOf(value: unknown): number | undefined {
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  return typeof number === 'number' && Number.isFinite(number) ? number : undefined;
}

/** A finite number, or text that is one. */
export const numeric = z.unknown().optional().transform(numberOf);

/** Text without space around it, a number as its digits. */
export const text = z.unknown().optional().transform((value) => {
  const found = typeof value === 'string' ? value.trim() : typeof value === 'number' ? String(value) : '';
  return found === '' ? undefined : found;
});

export const flag = z.unknown().optional().transform((value) => (typeof value === 'boolean' ? value : undefined));

/** Milliseconds since 1970, from RFC 3339. */
export const timestamp = z.unknown().optional().transform((value) => numberOf(typeof value === 'string' ? Date.parse(value) : undefined));

/** An object of this shape, or nothing. */
export const maybe = <T extends z.ZodType>(schema: T) => z.unknown().optional().transform((value): z.output<T> | undefined => schema.safeParse(value).data);

/** The entries that have this shape. */
export const listOf = <T extends z.ZodType>(schema: T) => z.unknown().optional().transform((value): z.output<T>[] => (Array.isArray(value) ? value.flatMap((entry: unknown) => {
  const parsed = schema.safeParse(entry);
  return parsed.success ? [parsed.data] : [];
}) : []));
