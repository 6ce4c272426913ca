import { expect, test } from 'vitest';
import { hubFrom } from './hub.ts';
import { ask, checkedUrl, defaultNetwork, mayCarryToken, retryAfterMs } from './network.ts';

const signal = new AbortController().signal;

/** Answers by address; notes what it was asked. */
function answers(byUrl: Record<string, () => Response>) {
  const asked: { url: string; authorization: string | null }[] = [];
  const fetch: typeof globalThis.fetch = async (input, init) => {
    const { url, headers } = new Request(input, init);
    asked.push({ url, authorization: headers.get('authorization') });
    return byUrl[url]?.() ?? new Response('', { status: 404 });
  };
  return { asked, network: { ...defaultNetwork, fetch } };
}

const to = (location: string) => () => new Response(null, { status: 302, headers: { location } });

test('a token stays with its host, also after a way back', async () => {
  const { asked, network } = answers({ 'https://hub.example/a': to('/b'), 'https://hub.example/b': to('https://cdn.example/c'), 'https://cdn.example/c': to('https://hub.example/d'), 'https://hub.example/d': () => new Response('here') });
  const response = await ask(network, new URL('https://hub.example/a'), { method: 'GET', headers: { authorization: 'Bearer x' }, signal, follow: 'everywhere' });
  expect(await response.text()).toBe('here');
  expect(asked.map(({ authorization }) => authorization)).toEqual(['Bearer x', 'Bearer x', null, null]);
});

test('a redirect to another host is the answer where only one host may be asked', async () => {
  const { asked, network } = answers({ 'https://hub.example/a': to('https://cdn.example/c') });
  const { status } = await ask(network, new URL('https://hub.example/a'), { method: 'HEAD', headers: {}, signal, follow: 'same-origin' });
  expect([status, asked.length]).toEqual([302, 1]);
});

test('https never becomes http, and circles end', async () => {
  const { network } = answers({ 'https://hub.example/a': to('http://hub.example/a'), 'https://hub.example/b': to('/b') });
  const go = (url: string) => ask(network, new URL(url), { method: 'GET', headers: {}, signal, follow: 'everywhere' });
  await expect(go('https://hub.example/a')).rejects.toMatchObject({ code: 'DOWNLOAD_FAILED' });
  await expect(go('https://hub.example/b')).rejects.toMatchObject({ code: 'DOWNLOAD_FAILED', message: expect.stringContaining('without end') as string });
});

test('models come over https, from this machine, or from a mirror that was named', () => {
  expect(checkedUrl('https://example.org/x').host).toBe('example.org');
  expect(checkedUrl('http://127.0.0.1:1/x').port).toBe('1');
  expect(hubFrom({ AIMA_HUB_URL: 'http://mirror.lan/hub' }).url.pathname).toBe('/hub');
  expect(hubFrom({ AIMA_HUB_URL: '' }).url.host).toBe('huggingface.co');
  for (const bad of ['http://example.org/x', 'ftp://example.org/x', 'file:///etc/passwd', 'nothing', 'http://127.0.0.1.example.org/']) expect(() => checkedUrl(bad)).toThrow(expect.objectContaining({ code: 'DOWNLOAD_FAILED' }));
  expect(['https://a.example', 'http://localhost:3', 'http://mirror.lan'].map((url) => mayCarryToken(new URL(url)))).toEqual([true, true, false]);
});

test('waiting times are read as seconds or as a date', () => {
  const now = Date.parse('2026-01-01T00:00:00Z');
  expect([retryAfterMs('12', now), retryAfterMs('Thu, 01 Jan 2026 00:01:00 GMT', now), retryAfterMs('Wed, 31 Dec 2025 00:00:00 GMT', now), retryAfterMs('soon', now), retryAfterMs(null, now)])
    .toEqual([12_000, 60_000, 0, undefined, undefined]);
});
