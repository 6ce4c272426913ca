import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { tempFolder } from '../../../tests/support/temp-folder.ts';
import { bootCommand } from './boot-command.ts';

const Command = z.strictObject({ cmd: z.tuple([z.literal('sh'), z.literal('-c'), z.string(), z.string(), z.string()]) });

test('our script runs beside the image, with its quotes and the environment, and the image goes on in its place', async () => {
  const folder = tempFolder();
  const image = path.join(folder, 'start.sh');
  const file = path.join(folder, 'boot');
  writeFileSync(image, `#!/bin/sh\necho "image $$"\nfor i in 1 2 3 4 5 6 7 8 9; do [ -s '${file}' ] && exit; sleep 0.2; done\n`, { mode: 0o700 });
  const { cmd } = Command.parse(JSON.parse(bootCommand(`printf '%s|' "it's" 'a "quote"' '\\n' "$AIMA_LEASE" > '${file}'\nprintf '%s' "$\{PPID}" >> '${file}'\n`)));
  // The paths of a machine are those of this test.
  const here = cmd.map((word) => word.replaceAll('/start.sh', image).replaceAll('/tmp/aima-boot.log', path.join(folder, 'log')));
  const said = execFileSync(here[0] ?? '', here.slice(1), { env: { PATH: process.env.PATH ?? '', AIMA_LEASE: 'seven days' }, encoding: 'utf8' });
  const pid = /^image (\d+)$/m.exec(said)?.[1];
  await expect.poll(() => readFileSync(file, 'utf8')).toBe(`it's|a "quote"|\\n|seven days|${pid}`);
});
