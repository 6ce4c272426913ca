/** What came back from a provider: read with a limit, parsed with distrust, and told without any secret. */
import { AppError } from '../../kernel/app-error.ts';

export interface Answer {
  status: number;
  headers: Headers;
  /** The JSON that was sent; undefined where the body is empty, broken or something else. */
  body: unknown;
  /** Something was sent that is not JSON, or JSON that breaks off. */
  unreadable: boolean;
  /** The provider's own words for a person, one line of at most 300 characters without the key; empty where there are none. */
  says: string;
}

/** A thousand machines with long environments, and then some. */
const BODY_LIMIT_BYTES = 32 * 1024 * 1024;
const SAYS_LIMIT = 300;

/** Where providers put their words; RunPod: title and detail (problem+json), Vast.ai: msg, message, error or detail. */
const WORDS = ['detail', 'msg', 'message', 'error', 'title'];

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value);

/** Removes the key in every form in which an echo could hold it. */
export function redactor(key: string): (text: string) => string {
  const forms = [...new Set([key, encodeURIComponent(key), JSON.stringify(key).slice(1, -1), Buffer.from(key).toString('base64')])].filter((form) => form !== '');
  return (text) => forms.reduce((left, form) => left.replaceAll(form, '[key]'), text);
}

/** One line without control characters. */
const oneLine = (text: string): string => text.replace(/[\p{Cc}\p{Cf}\s]+/gu, ' ').trim();

function wordsOf(body: unknown, text: string): string {
  if (!isRecord(body)) return text.trimStart().startsWith('<') ? '' : text;
  const found = WORDS.map((field) => body[field]).filter((value) => typeof value === 'string' && value !== '');
  const further = Array.isArray(body.errors) ? body.errors.flatMap((error: unknown) => (typeof error === 'string' ? [error] : isRecord(error) && typeof error.message === 'string' ? [error.message] : [])) : [];
  return [...new Set([...found, ...further])].join(' · ');
}

/** @throws AppError PROVIDER_ANSWER_INVALID where it is too long; whatever the stream throws where it breaks off */
async function textOf(response: Response, limitBytes: number): Promise<string> {
  if (!response.body) return '';
  const decoder = new TextDecoder();
  let text = '';
  let sizeBytes = 0;
  // Typed as any by the lib of Node; bytes by the standard.
  for await (const chunk of response.body as AsyncIterable<Uint8Array>) {
    sizeBytes += chunk.byteLength;
    // Leaving the loop ends the stream.
    if (sizeBytes > limitBytes) throw new AppError('PROVIDER_ANSWER_INVALID', `The provider's answer is longer than ${limitBytes} bytes.`);
    text += decoder.decode(chunk, { stream: true });
  }
  return text + decoder.decode();
}

export async function readAnswer(response: Response, redact: (text: string) => string, limitBytes = BODY_LIMIT_BYTES): Promise<Answer> {
  const text = await textOf(response, limitBytes);
  let body: unknown;
  let unreadable = false;
  if (text.trim() !== '') {
    try {
      body = JSON.parse(text);
    } catch {
      unreadable = true;
    }
  }
  // The cut comes last, so that it never leaves half of a key.
  return { status: response.status, headers: response.headers, body, unreadable, says: redact(oneLine(wordsOf(body, text.slice(0, 100_000)))).slice(0, SAYS_LIMIT) };
}
