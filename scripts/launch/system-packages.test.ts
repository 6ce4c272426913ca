// apt-get and sudo are stand-ins here that record their calls: the real ones need root and change the machine.
import { expect, test } from 'vitest';
import { callsIn, fakeProgram } from '../../tests/support/fake-program.ts';
import { tempFolder } from '../../tests/support/temp-folder.ts';
import { CHROMIUM, ensureSystemPackages, ESPEAK, FFMPEG } from './system-packages.mjs';

const BOTH = { required: [FFMPEG], optional: [ESPEAK] };

/** The last argument of an installation is the package; the program `ffmpeg` brings `ffprobe` along, as in Debian. */
const INSTALL = (folder: string): string =>
  `case "$*" in *install*) for last; do :; done; for p in $last ffprobe; do printf '#!/bin/sh\\n' > '${folder}'/$p; /bin/chmod +x '${folder}'/$p; done;; esac`;

test('what is there is only looked at, nothing is run', async () => {
  const folder = tempFolder();
  for (const name of ['ffmpeg', 'ffprobe', 'espeak-ng', 'apt-get', 'sudo']) fakeProgram(folder, name);
  await ensureSystemPackages(BOTH, { PATH: folder }, true);
  expect(callsIn(folder)).toEqual([]);
});

test('root installs what is missing, after one update', async () => {
  const folder = tempFolder();
  fakeProgram(folder, 'apt-get', INSTALL(folder));
  await ensureSystemPackages(BOTH, { PATH: folder }, true);
  expect(callsIn(folder)).toEqual([
    'apt-get -qq update',
    'apt-get -o DPkg::Lock::Timeout=300 install -y --no-install-recommends ffmpeg',
    'apt-get -o DPkg::Lock::Timeout=300 install -y --no-install-recommends espeak-ng',
  ]);
});

test('an ordinary user whose sudo asks no password installs through it', async () => {
  const folder = tempFolder();
  fakeProgram(folder, 'apt-get', INSTALL(folder));
  fakeProgram(folder, 'sudo', 'shift; exec "$@"');
  fakeProgram(folder, 'true');
  await ensureSystemPackages({ required: [FFMPEG] }, { PATH: folder }, false);
  expect(callsIn(folder).filter((call) => call.startsWith('sudo'))).toEqual([
    'sudo -n true',
    'sudo -n apt-get -qq update',
    'sudo -n apt-get -o DPkg::Lock::Timeout=300 install -y --no-install-recommends ffmpeg',
  ]);
});

test.each([['no sudo', undefined], ['a sudo that wants a password', 'exit 1']])('an ordinary user with %s is told the command', async (_, sudo) => {
  const folder = tempFolder();
  fakeProgram(folder, 'apt-get', INSTALL(folder));
  if (sudo !== undefined) fakeProgram(folder, 'sudo', sudo);
  await expect(ensureSystemPackages({ required: [FFMPEG] }, { PATH: folder }, false)).rejects.toThrow(
    'ffmpeg is missing; run: sudo apt-get update && sudo apt-get install -y --no-install-recommends ffmpeg',
  );
  expect(callsIn(folder).filter((call) => call.startsWith('apt-get'))).toEqual([]);
});

test('an installation that fails ends in the command to type, without sudo for root', async () => {
  const folder = tempFolder();
  fakeProgram(folder, 'apt-get', 'echo "E: no such package"; exit 100');
  await expect(ensureSystemPackages({ required: [FFMPEG] }, { PATH: folder }, true)).rejects.toThrow(/run: apt-get update && apt-get install/);
});

test('what only tests need may stay missing', async () => {
  const folder = tempFolder();
  for (const name of ['ffmpeg', 'ffprobe']) fakeProgram(folder, name);
  await ensureSystemPackages({ required: [FFMPEG], optional: [ESPEAK, CHROMIUM] }, { PATH: folder }, false);
  expect(callsIn(folder)).toEqual([]);
});

test('a named program counts instead of PATH, and must exist', async () => {
  const folder = tempFolder();
  const elsewhere = tempFolder();
  const named = { AIMA_FFMPEG: fakeProgram(elsewhere, 'my-ffmpeg'), AIMA_FFPROBE: fakeProgram(elsewhere, 'my-ffprobe') };
  await ensureSystemPackages({ required: [FFMPEG] }, { PATH: folder, ...named }, false);
  await expect(ensureSystemPackages({ required: [FFMPEG] }, { PATH: folder, ...named, AIMA_FFPROBE: `${elsewhere}/none` }, false)).rejects.toThrow(
    `AIMA_FFPROBE names ${elsewhere}/none, which is not an executable file`,
  );
});
