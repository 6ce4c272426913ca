/** Reads JSON bodies, and refuses texts that no database column can hold: U+0000 and halves of surrogate pairs. */
import type { FastifyInstance } from 'fastify';
import { AppError } from '../kernel/app-error.ts';

/** Such characters can only stand in JSON as escapes, so most bodies are cleared by one look. */
const SUSPECT = /\\u(?:0000|d[89a-f][\da-f]{2})/i;

/** @throws AppError INVALID_MESSAGE */
function refuseUnstorable(value: unknown): void {
  if (typeof value === 'string') {
    if (value.includes('\0') || !value.isWellFormed()) throw new AppError('INVALID_MESSAGE', 'A text holds a character that cannot be stored (U+0000 or half a surrogate pair).');
  } else if (typeof value === 'object' && value !== null) {
    for (const [key, part] of Object.entries(value)) {
      refuseUnstorable(key);
      refuseUnstorable(part);
    }
  }
}

/** The same for what stands in the address: query and parameters are decoded already. */
export const refuseUnstorableIn = (parts: unknown): void => { refuseUnstorable(parts); };

export function readJsonBodies(app: FastifyInstance): void {
  const parse = app.getDefaultJsonParser('error', 'error');
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('application/json', { parseAs: 'string' }, (request, body: string, done) => {
    // A POST without content that says it were JSON, as browsers' and our own clients send it.
    if (body === '') {
      done(null, undefined);
      return;
    }
    void parse(request, body, (error, parsed) => {
      try {
        if (!error && SUSPECT.test(body)) refuseUnstorable(parsed);
        done(error, parsed);
      } catch (refusal) {
        done(refusal instanceof Error ? refusal : new Error(String(refusal)));
      }
    });
  });
}
