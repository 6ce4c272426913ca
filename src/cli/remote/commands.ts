/** Every command that speaks with a server, by its name. */
import { audit } from './audit.ts';
import type { RemoteCommand } from './command.ts';
import { confirm } from './confirm.ts';
import { cancel, pause, resume, retry } from './control.ts';
import { archive, job, jobs } from './jobs.ts';
import { keys, workspaces } from './keys.ts';
import { login, logout, whoami } from './login.ts';
import { costs, machines } from './machines.ts';
import { media } from './media.ts';
import { offers } from './offers.ts';
import { providers } from './providers.ts';
import { results } from './results.ts';
import { start } from './start.ts';
import { upload } from './upload.ts';
import { watch } from './watch.ts';

const COMMANDS: Readonly<Record<string, RemoteCommand>> = { login, logout, whoami, upload, media, jobs, job, start, pause, resume, cancel, retry, watch, results, confirm, archive, keys, workspaces, audit, offers, providers, machines, costs };

export const remoteCommand = (name: string): RemoteCommand | undefined => (Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined);
