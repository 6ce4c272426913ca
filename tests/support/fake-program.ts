/** Stand-ins for programs that a test cannot really run: they need root, or change the machine. */
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/** Puts a shell script called `name` into `folder`; it adds its name and arguments to `folder`/calls, then does `body`. */
export const fakeProgram = (folder: string, name: string, body = ''): string => {
  mkdirSync(folder, { recursive: true });
  const file = path.join(folder, name);
  writeFileSync(file, `#!/bin/sh\necho "${name} $*" >> '${path.join(folder, 'calls')}'\n${body}\n`);
  chmodSync(file, 0o755);
  return file;
};

/** What the stand-ins in `folder` were called with, one line a call. */
export const callsIn = (folder: string): string[] => {
  const file = path.join(folder, 'calls');
  return existsSync(file) ? readFileSync(file, 'utf8').trim().split('\n') : [];
};
