// @ts-check
/** The token of a one-time link stands behind its #, which no server sees in its log. */

/**
 * Takes it out of the address bar; it stays with this tab until `forgetToken`.
 *
 * @returns {string | null}
 */
export function takeToken() {
  const kept = `aima-link ${location.pathname}`;
  const given = new URLSearchParams(location.hash.slice(1)).get('token');
  if (given) sessionStorage.setItem(kept, given);
  history.replaceState(null, '', location.pathname);
  return given ?? sessionStorage.getItem(kept);
}

export const forgetToken = () => { sessionStorage.removeItem(`aima-link ${location.pathname}`); };
