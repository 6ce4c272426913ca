/** The session's cookie: its token and an HMAC of it, as better-auth writes them. */
import { createHmac, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import type { AuthSettings } from './settings.ts';

/** As Node or as fetch gives them. */
export type RequestHeaders = Headers | IncomingHttpHeaders;

export function headerOf(headers: RequestHeaders, name: 'authorization' | 'cookie' | 'user-agent'): string | undefined {
  return headers instanceof Headers ? headers.get(name) ?? undefined : headers[name];
}

export const COOKIE_PREFIX = 'aima';

export const isSecure = ({ publicUrl }: Pick<AuthSettings, 'publicUrl'>): boolean => publicUrl.startsWith('https:');

const nameOf = (settings: Pick<AuthSettings, 'publicUrl'>): string => `${isSecure(settings) ? '__Secure-' : ''}${COOKIE_PREFIX}.session_token`;

const signatureOf = (token: string, secret: string): Buffer => createHmac('sha256', secret).update(token).digest();

const signedToken = (token: string, secret: string): string => `${token}.${signatureOf(token, secret).toString('base64')}`;

/** `Set-Cookie` of a session. */
export const sessionCookie = (settings: Pick<AuthSettings, 'publicUrl' | 'secret' | 'sessionMs'>, token: string): string =>
  `${nameOf(settings)}=${encodeURIComponent(signedToken(token, settings.secret))}; Path=/; Max-Age=${Math.floor(settings.sessionMs / 1000)}; HttpOnly; SameSite=Lax${isSecure(settings) ? '; Secure' : ''}`;

/** The same as a client sends it back. */
export const cookieHeader = (settings: Pick<AuthSettings, 'publicUrl' | 'secret'>, token: string): string =>
  `${nameOf(settings)}=${encodeURIComponent(signedToken(token, settings.secret))}`;

function decoded(value: string): string | undefined {
  try {
    return decodeURIComponent(value);
  } catch {
    return undefined;
  }
}

/** The token of a request's session, if its signature is ours. */
export function readSessionToken(headers: RequestHeaders, settings: Pick<AuthSettings, 'publicUrl' | 'secret'>): string | undefined {
  const name = nameOf(settings);
  for (const part of (headerOf(headers, 'cookie') ?? '').split(';')) {
    const at = part.indexOf('=');
    if (at < 0 || part.slice(0, at).trim() !== name) continue;
    const value = decoded(part.slice(at + 1).trim()) ?? '';
    const dot = value.lastIndexOf('.');
    if (dot < 1) continue;
    const given = Buffer.from(value.slice(dot + 1), 'base64');
    const expected = signatureOf(value.slice(0, dot), settings.secret);
    if (given.length === expected.length && timingSafeEqual(given, expected)) return value.slice(0, dot);
  }
  return undefined;
}
