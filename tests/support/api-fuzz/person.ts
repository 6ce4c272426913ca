/** People who come with a browser, and what they bring along. */
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { blobSource, createClient, type Client } from '@aima/contract/client';

export const PASSWORD = 'a long enough password';

export interface Person { client: Client; headers(): Record<string, string> }

/** Signed in as a person: cookies, and the page they stand for. */
export function personAt(baseUrl: string): Person {
  const jar = new Map<string, string>();
  const headers = (): Record<string, string> => ({ cookie: [...jar].map(([name, value]) => `${name}=${value}`).join('; '), origin: baseUrl });
  const client = createClient({ baseUrl, fetch: async (input, init) => {
    const request = new Request(input, init);
    for (const [name, value] of Object.entries(headers())) if (value !== '') request.headers.set(name, value);
    const response = await fetch(request);
    for (const cookie of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=;]+)=([^;]*)/.exec(cookie) ?? [];
      jar.set(name, value);
    }
    return response;
  } });
  return { client, headers };
}

/** Somebody with a new account, where signing up is open. */
export async function newcomer(baseUrl: string): Promise<Person & { email: string; userId: string }> {
  const person = personAt(baseUrl);
  const email = `new-${randomUUID()}@example.org`;
  await person.client.api.signUp({ body: { email, name: 'Newcomer', password: PASSWORD } });
  return { ...person, email, userId: (await person.client.api.getMe()).account.id };
}

/** Sends it and waits until it is taken into the library. */
export async function sendMedium({ client }: Person, bytes: Uint8Array<ArrayBuffer>, name: string): Promise<{ uploadId: string; mediaId: string }> {
  const uploadId = await client.upload(blobSource(new Blob([bytes]), name));
  for (let i = 0; i < 200; i++) {
    const { mediaId, state, message } = await client.api.getUpload({ path: { id: uploadId } });
    if (mediaId !== undefined) return { uploadId, mediaId };
    if (state === 'refused') throw new Error(`${name} was not taken: ${message ?? state}`);
    await sleep(100);
  }
  throw new Error(`${name} was never looked into`);
}
