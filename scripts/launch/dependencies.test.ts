import { cpSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { callsIn, fakeProgram } from '../../tests/support/fake-program.ts';
import { tempFolder } from '../../tests/support/temp-folder.ts';
import { dependenciesAreCurrent, ensureDependencies } from './dependencies.mjs';

/** A project whose only dependency lies beside it, so that the real npm needs no network. */
const project = (): string => {
  const root = tempFolder();
  const write = (file: string, value: unknown): void => { writeFileSync(path.join(root, file), JSON.stringify(value)); };
  write('package.json', { name: 'x', version: '1.0.0', workspaces: ['near'] });
  cpSync(path.join(root, 'package.json'), path.join(root, 'near/package.json'), { recursive: true });
  write('near/package.json', { name: 'near', version: '1.0.0', scripts: { install: 'touch ../script-ran' } });
  write('package-lock.json', {
    name: 'x', version: '1.0.0', lockfileVersion: 3, requires: true,
    packages: {
      '': { name: 'x', version: '1.0.0', workspaces: ['near'] },
      near: { version: '1.0.0', hasInstallScript: true },
      'node_modules/near': { resolved: 'near', link: true },
    },
  });
  return root;
};

const realNpm = { ...process.env, npm_config_offline: 'true' };

/** An npm that only records that it was called, and how it ends. */
const fakeNpm = (body = ''): { folder: string; env: NodeJS.ProcessEnv } => {
  const folder = tempFolder();
  fakeProgram(folder, 'npm', body);
  return { folder, env: { PATH: `${folder}:/bin` } };
};

test('the real npm installs once, runs no install scripts, and is not asked again', async () => {
  const root = project();
  expect(dependenciesAreCurrent(root)).toBe(false);
  await ensureDependencies(root, process.execPath, realNpm);
  expect(existsSync(path.join(root, 'node_modules/near/package.json'))).toBe(true);
  expect(existsSync(path.join(root, 'script-ran'))).toBe(false);
  expect(existsSync(path.join(root, '.runtime/install.lock'))).toBe(false);

  const again = fakeNpm();
  await ensureDependencies(root, process.execPath, again.env);
  expect(callsIn(again.folder)).toEqual([]);
});

test('a changed lock file is installed anew', async () => {
  const root = project();
  const npm = fakeNpm('/bin/mkdir -p node_modules');
  await ensureDependencies(root, process.execPath, npm.env);
  const lock = path.join(root, 'package-lock.json');
  writeFileSync(lock, `${readFileSync(lock, 'utf8')}\n`);
  await ensureDependencies(root, process.execPath, npm.env);
  expect(callsIn(npm.folder)).toHaveLength(2);
  expect(callsIn(npm.folder)[0]).toMatch(/^npm ci .*--ignore-scripts/);
});

test('a failed installation leaves no stamp and says what npm said', async () => {
  const root = project();
  const npm = fakeNpm('/bin/mkdir -p node_modules; echo "npm error network" >&2; exit 7');
  await expect(ensureDependencies(root, process.execPath, npm.env)).rejects.toThrow(/exit code 7:\nnpm error network/);
  expect(dependenciesAreCurrent(root)).toBe(false);
});

test('what the npm around us was told does not steer ours', async () => {
  const root = project();
  const npm = fakeNpm('/bin/mkdir -p node_modules; env > node_modules/env');
  await ensureDependencies(root, process.execPath, { ...npm.env, npm_config_omit: 'dev', npm_config_registry: 'http://localhost:9', npm_lifecycle_event: 'start' });
  const seen = readFileSync(path.join(root, 'node_modules/env'), 'utf8');
  expect(seen).not.toMatch(/npm_config_omit|npm_lifecycle_event/);
  expect(seen).toContain('npm_config_registry=http://localhost:9');
});

test('without npm there is one line', async () => {
  await expect(ensureDependencies(project(), process.execPath, { PATH: tempFolder() })).rejects.toThrow(/^npm is missing/);
});
