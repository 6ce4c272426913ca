// npm is a stand-in here: fetching the real Node takes 100 MB of network. It lays down what the real package holds.
import { existsSync, mkdirSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { callsIn, fakeProgram } from '../../tests/support/fake-program.ts';
import { tempFolder } from '../../tests/support/temp-folder.ts';
import { ensureNode } from './node.mjs';

const VERSION_OF_PACKAGE = `for word; do case $word in node-*@*) wanted=$word;; esac; done; name=\${wanted%@*}; version=\${wanted##*@}
bin=node_modules/$name/bin; /bin/mkdir -p $bin; printf '#!/bin/sh\\necho v%s\\n' $version > $bin/node; /bin/chmod +x $bin/node`;

const npm = (body: string): { folder: string; env: NodeJS.ProcessEnv } => {
  const folder = tempFolder();
  fakeProgram(folder, 'npm', body);
  return { folder, env: { PATH: `${folder}:/bin`, XDG_CACHE_HOME: path.join(folder, 'cache') } };
};

test('a Node that is new enough is used as it is', async () => {
  const root = tempFolder();
  expect(await ensureNode(root, {}, '24.0.0')).toBe(process.execPath);
  expect(readdirSync(root)).toEqual([]);
});

test('an older one fetches another, once, and clears what an interrupted fetch left', async () => {
  const root = tempFolder();
  const { folder, env } = npm(VERSION_OF_PACKAGE);
  mkdirSync(path.join(root, '.runtime/fetching-abc/node_modules'), { recursive: true });
  const program = await ensureNode(root, env, '20.20.2');
  expect(program.startsWith(path.join(root, '.runtime/node-'))).toBe(true);
  expect(existsSync(program)).toBe(true);
  expect(readdirSync(path.join(root, '.runtime'))).toHaveLength(1);

  expect(await ensureNode(root, env, '20.20.2')).toBe(program);
  expect(callsIn(folder)).toHaveLength(1);
});

test('two starts at once fetch once', async () => {
  const root = tempFolder();
  const { folder, env } = npm(VERSION_OF_PACKAGE);
  const [one, two] = await Promise.all([ensureNode(root, env, '20.0.0'), ensureNode(root, env, '20.0.0')]);
  expect(one).toBe(two);
  expect(callsIn(folder)).toHaveLength(1);
});

test.each([
  ['npm fails', 'echo "npm error 404" >&2; exit 1', /could not be fetched from the npm registry:\nnpm error 404/],
  ['the program does not run', `${VERSION_OF_PACKAGE}; echo 'exit 1' > $bin/node`, /does not run on this machine/],
])('when %s nothing is left that a later start could take for Node', async (_, body, message) => {
  const root = tempFolder();
  await expect(ensureNode(root, npm(body).env, '18.0.0')).rejects.toThrow(message);
  expect(readdirSync(path.join(root, '.runtime'))).toEqual([]);
});

test('a folder that cannot be written to sends it to the cache of the user', async () => {
  const { folder, env } = npm(VERSION_OF_PACKAGE);
  // Root may write everywhere, so the folder is one that nobody can have anything below: a file.
  const program = await ensureNode(path.join(folder, 'npm'), env, '20.0.0');
  expect(program.startsWith(path.join(folder, 'cache/aima/node-'))).toBe(true);
});
