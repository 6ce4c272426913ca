/** What a new machine runs at each of its starts, and the key that may log in to it. */

/** Of `onstart`, `args` and `args_str` together. */
export const LONGEST_START_SCRIPT = 4096;

/** The name under which the key stands in the instance's own environment, from where a later process reads it. */
export const KEY_VARIABLE = 'AIMA_PUBLIC_KEY';

const KEY = /^([a-z0-9@.-]+) ([A-Za-z0-9+/]+=*)(?:\s|$)/;

/** Type and content without the comment, which may hold anything; undefined for what is no OpenSSH public key. */
export function bareKey(publicKey: string): string | undefined {
  const [, type, content] = KEY.exec(publicKey.trim()) ?? [];
  return type === undefined || content === undefined ? undefined : `${type} ${content}`;
}

/**
 * The key is also attached by the API, since what only stands in the file is wiped after some hours; here it lets us in at once.
 * Without the last file every login would open in tmux.
 */
export const startScript = (key: string, bootScript: string): string => `${bootScript}
k='${key}' d=/root/.ssh
mkdir -p $d && chmod 700 $d
grep -qsF "$k" $d/authorized_keys || echo "$k" >> $d/authorized_keys
chmod 600 $d/authorized_keys
touch /root/.no_auto_tmux
`;

/** Pairs as documented, an object or `NAME=value` as seen. */
export function keyInEnvironment(environment: unknown): string | undefined {
  const entries: unknown[] = Array.isArray(environment) ? environment : typeof environment === 'object' && environment !== null ? Object.entries(environment) : [];
  for (const entry of entries) {
    const pair: readonly unknown[] = Array.isArray(entry) ? entry : typeof entry === 'string' ? [entry.split('=', 1)[0], entry.slice(entry.indexOf('=') + 1)] : [];
    if (pair[0] === KEY_VARIABLE && typeof pair[1] === 'string') return bareKey(pair[1]);
  }
  return undefined;
}
