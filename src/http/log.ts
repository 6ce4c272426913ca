/**
 * The server's log: one JSON line each on standard error, of what a person has to look at. It holds no names, texts, media
 * or keys: of errors only what says where they come from, never the values that a query or a row brought along.
 */
import Fastify, { type FastifyBaseLogger } from 'fastify';

export type LogLevel = 'silent' | 'error' | 'warn' | 'info' | 'debug' | 'trace';

interface LoggedError {
  type: string;
  code?: string;
  message: string;
  /** Where it was thrown; without the first lines, which repeat the message. */
  at?: string[];
  cause?: LoggedError;
}

const MOST_CAUSES = 5;
const STACK_LINES = 8;

const textField = (error: Error, field: string): string | undefined => {
  const value: unknown = Reflect.get(error, field);
  return typeof value === 'string' ? value : undefined;
};

/** PostgreSQL says which value it did not like, in quotes; queries bring their parameters along. */
function withoutValues(error: Error): string {
  const query = error.message.indexOf('Failed query:');
  if (query >= 0) return `${error.message.slice(0, query)}Failed query`;
  const ofDatabase = textField(error, 'severity') !== undefined || /^[0-9A-Z]{5}$/.test(textField(error, 'code') ?? '');
  return ofDatabase ? error.message.replace(/"(?:[^"]|"")*"|\([^()]*\)=\([^()]*\)/g, '"…"').replace(/: .*$/s, '') : error.message;
}

/** What of an error goes into the log. */
export function loggedError(thrown: unknown, depth = 0): LoggedError {
  if (!(thrown instanceof Error)) return { type: typeof thrown, message: 'Something was thrown that is no error.' };
  const code = textField(thrown, 'code');
  const at = (thrown.stack ?? '').split('\n').filter((line) => /^\s+at /.test(line)).slice(0, STACK_LINES).map((line) => line.trim());
  return {
    type: thrown.name, ...(code === undefined ? {} : { code }), message: withoutValues(thrown),
    ...(at.length > 0 ? { at } : {}),
    ...(thrown.cause !== undefined && depth < MOST_CAUSES ? { cause: loggedError(thrown.cause, depth + 1) } : {}),
  };
}

/** Should a careless line ever carry one of these, their values are left out. */
const NEVER = ['authorization', 'cookie', 'password', 'secret', 'token', 'key', 'text', 'name', 'email', 'sentence', 'transcript'];

/** @param write where lines go; standard error unless given */
export function openLog(level: LogLevel, write: { write(line: string): void } = process.stderr): FastifyBaseLogger {
  // Fastify brings pino along; a Fastify that never listens is the way to a logger of its kind.
  return Fastify({
    logger: {
      level, stream: write, base: null,
      timestamp: () => `,"time":"${new Date().toISOString()}"`,
      formatters: { level: (label) => ({ level: label }) },
      serializers: { err: (error) => ({ stack: '', ...loggedError(error) }) },
      redact: { paths: NEVER.flatMap((name) => [name, `*.${name}`]), censor: '(left out)' },
    },
  }).log;
}
