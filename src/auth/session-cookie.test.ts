import { expect, test } from 'vitest';
import { cookieHeader, readSessionToken, sessionCookie } from './session-cookie.ts';

const settings = { publicUrl: 'http://localhost:8000', secret: 's'.repeat(32), sessionMs: 3_600_000 };
const headers = cookieHeader(settings, 'a.b-c');

test('what was written is read again, among other cookies, whatever the headers\' kind', () => {
  for (const cookie of [headers, `a=1; ${headers}; b=2`, `aima.session_token=x.y; ${headers}`]) {
    expect(readSessionToken({ cookie }, settings)).toBe('a.b-c');
    expect(readSessionToken(new Headers({ cookie }), settings)).toBe('a.b-c');
  }
});

test.each([
  ['nothing', undefined], ['no signature', 'aima.session_token=a.b-c'], ['an empty token', 'aima.session_token=.AAAA'], ['a foreign signature', cookieHeader({ ...settings, secret: 't'.repeat(32) }, 'a.b-c')],
  ['another token', headers.replace('a.b-c', 'a.b-d')], ['half an escape', 'aima.session_token=%E0%A4%A'], ['another name', headers.replace('aima', 'other')], ['no name', '=x; ;'],
])('%s is nobody', (_what, cookie) => {
  expect(readSessionToken(cookie === undefined ? {} : { cookie }, settings)).toBeUndefined();
});

test('scripts cannot read it, other sites cannot send it with changes, and https keeps it to itself', () => {
  expect(sessionCookie(settings, 'a')).toMatch(/^aima\.session_token=a\.[\w%]+; Path=\/; Max-Age=3600; HttpOnly; SameSite=Lax$/);
  expect(sessionCookie({ ...settings, publicUrl: 'https://aima.example' }, 'a')).toMatch(/^__Secure-aima\.session_token=a\.[\w%]+; .*; HttpOnly; SameSite=Lax; Secure$/);
});
