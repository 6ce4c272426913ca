/** Where to go after signing in, from an address that anybody can make: only a place on this page, else the dashboard. */

/** Pages on which a person who is signed in has nothing to do. */
const NO_PLACE = new Set(['/sign-in', '/invitation', '/new-password']);

/** @param given value of `?next=` @param origin `https://aima.example` */
export function nextPath(given: string | null, origin: string): string {
  // `//host` and `/\host` are other hosts to a browser.
  if (given === null || !/^\/(?![/\\])/.test(given)) return '/';
  let url;
  try {
    url = new URL(given, origin);
  } catch {
    return '/';
  }
  if (url.origin !== origin || url.pathname.startsWith('//') || NO_PLACE.has(url.pathname) || url.pathname.startsWith('/api/')) return '/';
  return url.pathname + url.search + url.hash;
}

/** Providers of single sign-on are handed plain paths only. */
export const plainPath = (path: string): string => (/^\/(?![/\\])[\w\-./?=&%#]{0,499}$/.test(path) ? path : '/');
