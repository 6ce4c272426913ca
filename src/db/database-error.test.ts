import { expect, test } from 'vitest';
import { AppError } from '../kernel/app-error.ts';
import { toDatabaseError } from './database-error.ts';

const withCode = (message: string, code: string): Error => Object.assign(new Error(message), { code });
const wrapped = (cause: unknown): Error => new Error('Failed query', { cause });

test('what stands behind a failed query is named', () => {
  expect(toDatabaseError(wrapped(withCode('no space', '53100')))).toMatchObject({ code: 'DISK_FULL' });
  expect(toDatabaseError(wrapped(withCode('no space', 'ENOSPC')))).toMatchObject({ code: 'DISK_FULL' });
  expect(toDatabaseError(withCode('shutting down', '57P01'))).toMatchObject({ code: 'DATABASE_UNREACHABLE' });
  expect(toDatabaseError(new AggregateError([withCode('no', 'ECONNREFUSED')]))).toMatchObject({ code: 'DATABASE_UNREACHABLE' });
  expect(toDatabaseError(wrapped(new Error('Client has encountered a connection error and is not queryable')))).toMatchObject({ code: 'DATABASE_UNREACHABLE' });
});

test('faults of a query and our own errors come back as they are', () => {
  const duplicate = wrapped(withCode('duplicate key', '23505'));
  expect(toDatabaseError(duplicate)).toBe(duplicate);
  const own = new AppError('CONFLICT', 'changed meanwhile', {}, withCode('no space', '53100'));
  expect(toDatabaseError(own)).toBe(own);
  expect(toDatabaseError('text')).toBe('text');
});
