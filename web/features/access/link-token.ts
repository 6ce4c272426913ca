/** The token of a one-time link stands behind its #, which no server sees in its log. */
import { useEffect, useState } from 'react';

const keptAs = (): string => `aima-link ${location.pathname}`;

/** Takes it out of the address bar; it stays with this tab until `forgetToken`. */
function takeToken(): string | null {
  const given = new URLSearchParams(location.hash.slice(1)).get('token');
  if (given !== null && given !== '') sessionStorage.setItem(keptAs(), given);
  if (location.hash !== '') history.replaceState(history.state, '', location.pathname + location.search);
  return given ?? sessionStorage.getItem(keptAs());
}

export function useLinkToken(): string | null {
  const [token, setToken] = useState(takeToken);
  useEffect(() => {
    // The whole link, opened where its first half stands already: browsers load nothing anew.
    const changed = (): void => { if (location.hash !== '') setToken(takeToken()); };
    addEventListener('hashchange', changed);
    return () => { removeEventListener('hashchange', changed); };
  }, []);
  return token;
}

export const forgetToken = (): void => { sessionStorage.removeItem(keptAs()); };
