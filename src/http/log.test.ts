import { DrizzleQueryError } from 'drizzle-orm/errors';
import { expect, test } from 'vitest';
import { AppError } from '../kernel/app-error.ts';
import { loggedError, openLog, type LogLevel } from './log.ts';

/** What a log of this level writes while `work` uses it. */
function lines(level: LogLevel, work: (log: ReturnType<typeof openLog>) => void): string {
  let written = '';
  work(openLog(level, { write: (line) => { written += line; } }));
  return written;
}

const ofDatabase = (message: string): Error => Object.assign(new Error(message), { severity: 'ERROR', code: '22P02', detail: 'Key (email)=(ada@example.com) already exists.', where: 'ada@example.com' });

test('an error keeps where it comes from and loses what a query or a row brought along', () => {
  const query = new DrizzleQueryError('select * from account where email = $1', ['ada@example.com'], ofDatabase('invalid input syntax for type uuid: "ada@example.com"'));
  const error = new AppError('INTERNAL', 'It failed.', { email: 'ada@example.com' }, query);
  const said = lines('info', (log) => { log.error({ err: error }, 'request failed'); });
  expect(said).not.toContain('ada@example.com');
  expect(JSON.parse(said)).toMatchObject({ level: 'error', msg: 'request failed', err: { type: 'AppError', code: 'INTERNAL', message: 'It failed.', cause: { message: 'Failed query', cause: { code: '22P02', message: 'invalid input syntax for type uuid' } } } });
  expect(loggedError(error).at?.[0]).toContain('log.test.ts');
});

test('values that have no place in a log are left out, whoever writes them', () => {
  const said = lines('info', (log) => { log.info({ token: 'hunter2', about: { password: 'hunter2', email: 'hunter2' } }, 'careless'); });
  expect(said).not.toContain('hunter2');
  expect(said).toContain('careless');
});

test('what is thrown and is no error is not printed', () => {
  expect(JSON.stringify(loggedError('hunter2'))).not.toContain('hunter2');
});

test('a level keeps what is below it silent', () => {
  const work = (log: ReturnType<typeof openLog>): void => {
    log.info('quiet');
    log.error('loud');
  };
  expect(lines('error', work)).not.toContain('quiet');
  expect(lines('error', work)).toContain('loud');
  expect(lines('silent', work)).toBe('');
});
