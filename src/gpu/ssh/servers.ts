/** Own GPU servers, as the configuration lists them. */
import { homedir } from 'node:os';
import path from 'node:path';
import { z } from 'zod';
import { AppError } from '../../kernel/app-error.ts';

const text = z.string().min(1);
/** Part of ids and of names of offers. */
const name = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,62}$/, 'is letters, digits, dots and dashes');

const OwnServer = z.strictObject({
  name,
  host: text,
  port: z.int().min(1).max(65535).default(22),
  /** Has to be able to write below /var/lib/aima. */
  user: text.default('root'),
  /** File with an OpenSSH private key; SSH_KEY_PATH unless named. */
  key: text.transform((given) => path.resolve(given.replace(/^~(?=\/|$)/, homedir()))).optional(),
  /** As `ssh-keygen -l` prints it; without it the first that is shown is believed for as long as this process runs. */
  hostKey: z.string().regex(/^SHA256:[A-Za-z0-9+/]{43}$/, 'is SHA256: and 43 characters').optional(),
  /** What an hour of it is worth to whoever pays for it. */
  usdPerHour: z.number().min(0).max(1000).default(0),
});

export type OwnServer = z.output<typeof OwnServer> & { key: string };

/** @throws AppError CONFIG_INVALID */
export function readServers(given: unknown, defaultKey: string): OwnServer[] {
  const servers = z.array(OwnServer).refine((all) => new Set(all.map((each) => each.name)).size === all.length, 'two have the same name').safeParse(given);
  if (!servers.success) {
    const [issue] = servers.error.issues;
    throw new AppError('CONFIG_INVALID', `machines.sshServers${issue?.path.map((part) => `.${String(part)}`).join('') ?? ''}: ${issue?.message ?? 'is wrong'}.`);
  }
  return servers.data.map(({ key = defaultKey, ...server }) => ({ ...server, key }));
}
