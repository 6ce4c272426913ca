/** `aima models` with the entries of the tests, against the local mirror; and the real command line without any network. */
import { copyFile, mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { Writable } from 'node:stream';
import { expect, test } from 'vitest';
import { models } from '../../src/cli/models/models.ts';
import { toAppError } from '../../src/kernel/app-error.ts';
import type { WeightsEntry } from '../../src/models/model-entry.ts';
import { findModel, modelEntries } from '../../src/models/store/index.ts';
import { runCli } from '../support/cli.ts';
import { tempFolder } from '../support/temp-folder.ts';
import { needsModels } from '../support/media.ts';
import { mirrorOfTestModels, testModelEntries } from '../support/test-models.ts';

const chosen = ['test-yunet', 'test-osnet', 'test-tinyllamas'].map((id) => findModel(id, testModelEntries));

function sink(): { stream: Writable; text: () => string } {
  const parts: string[] = [];
  return { text: () => parts.join(''), stream: new Writable({ write(chunk, _encoding, done) { parts.push(String(chunk)); done(); } }) };
}

async function commandLine(env: Record<string, string> = {}, entries: readonly WeightsEntry[] = chosen) {
  const data = tempFolder();
  return async (...args: string[]): Promise<{ code: number | string; out: string; err: string }> => {
    const [out, err] = [sink(), sink()];
    const around = { env: { LANG: 'C', AIMA_DATA: data, ...env }, stdout: out.stream, stderr: err.stream, signal: new AbortController().signal };
    const code = await models(args, around, entries).catch((error: unknown) => `${toAppError(error).code}: ${toAppError(error).message}`);
    return { code, out: out.text(), err: err.text() };
  };
}

test('pull shows source and licence first, asks for consent, and the list knows it afterwards', async (context) => {
  const mirror = await mirrorOfTestModels(context, chosen);
  const aima = await commandLine({ AIMA_HUB_URL: mirror.url });
  const refused = await aima('pull', 'test-yunet', 'test-osnet');
  expect(refused.code).toBe(1);
  expect(refused.err).toMatch(/test-yunet: face detection, 229\.7 kB, licence MIT.*\n {2}from hub:aima-test\/yunet-2026may@a1a1/);
  expect(refused.err).toContain('condition: Trained on MSMT17');
  expect(refused.err).toContain('aima models pull test-osnet --accept-licence test-osnet');
  expect(refused.out).toBe('test-yunet is here, every byte verified.\n');

  const accepted = await aima('pull', 'test-osnet', '--accept-licence', 'test-osnet', '--json');
  expect(accepted.code).toBe(0);
  expect(JSON.parse(accepted.out)).toMatchObject([{ id: 'test-osnet', state: 'pulled' }]);
  const list = await aima('list');
  expect(list.out).toMatch(/^test-yunet +full +here +229\.7 kB +MIT +face detection$/m);
  expect(list.out).toMatch(/^test-osnet .*MIT \(condition accepted\)/m);
  expect(list.out).toMatch(/^test-tinyllamas +full +not here /m);
  const german = await aima('list', '--lang', 'de');
  expect(german.out).toMatch(/^test-tinyllamas +full +nicht da +1,2 MB/m);
});

test('verify names what is damaged, rollback and remove say what they did', async (context) => {
  const mirror = await mirrorOfTestModels(context, chosen);
  const yunet = findModel('test-yunet', chosen);
  const newer: WeightsEntry = { ...yunet, files: findModel('test-osnet', chosen).files, earlier: [yunet.files] };
  const data = tempFolder();
  const before = await commandLine({ AIMA_HUB_URL: mirror.url, AIMA_DATA: data }, [yunet]);
  const after = await commandLine({ AIMA_HUB_URL: mirror.url, AIMA_DATA: data }, [newer]);
  await before('pull', 'test-yunet');
  expect((await after('list')).out).toContain('here, earlier version');
  await after('pull', 'test-yunet');
  expect(await after('verify')).toMatchObject({ code: 0, out: 'Every byte of 1 file (1 model) is the one that AIMA knows.\n' });
  expect(await after('rollback', 'test-yunet')).toMatchObject({ code: 0, out: expect.stringContaining('is now the version ebafce4e') as string });
  const state: unknown = JSON.parse((await after('list', '--json')).out);
  expect(state).toMatchObject({ models: [{ id: 'test-yunet', state: 'earlier_version' }], unknown: [] });

  await writeFile(path.join(data, 'models', 'store', 'test-yunet', yunet.files['model']?.sha256 ?? '', yunet.files['model']?.path ?? ''), 'x');
  const verdict = await after('verify');
  expect(verdict.code).toBe(1);
  expect(verdict.err).toContain('aima models pull test-yunet');
  expect(await after('remove', 'test-yunet')).toMatchObject({ code: 0, out: 'test-yunet was removed.\n' });
  expect(await after('remove', 'test-yunet')).toMatchObject({ code: 0, out: 'test-yunet was not here.\n' });
  expect(await after('verify', 'test-yunet')).toMatchObject({ code: 1 });
});

test('import takes a folder, tells what is incomplete, and clears what this AIMA no longer knows', async (context) => {
  const [stick, data] = [tempFolder(), tempFolder()];
  await copyFile(needsModels(context, 'yunet-2026may/face_detection_yunet_2026may.onnx'), path.join(stick, 'a'));
  await copyFile(needsModels(context, 'osnet-x0-25-msmt17/osnet_x0_25_msmt17.onnx'), path.join(stick, 'b'));
  const aima = await commandLine({ AIMA_DATA: data });
  expect(await aima('import', stick)).toMatchObject({ code: 1, out: expect.stringContaining('add --accept-licence test-osnet') as string });
  expect(await aima('import', stick, '--accept-licence', 'test-osnet')).toMatchObject({ code: 0 });
  const other = await commandLine({ AIMA_DATA: data }, [findModel('test-osnet', chosen)]);
  expect((await other('list')).out).toContain('unknown to this AIMA (aima models remove takes them away): test-yunet');
  expect(await other('remove', 'test-yunet')).toMatchObject({ code: 0 });
  expect((await aima('list')).out).toMatch(/^test-yunet +full +not here/m);
  const empty = path.join(data, 'empty');
  await mkdir(empty);
  expect((await aima('import', empty)).code).toBe(1);
  expect((await aima('import', path.join(data, 'nowhere'))).code).toMatch(/^NOT_FOUND/);
});

test.for([
  ['pull'], ['pull', 'nothing'], ['list', 'x'], ['rollback'], ['import'], ['frobnicate'], ['list', '--tier', 'huge'], ['list', '--no-such-flag'],
  ['pull', 'test-yunet', '--accept-licence', 'test-osnet'], ['remove', '../..'], ['remove', 'nothing'],
])('%s is refused as a wrong call', async (args) => {
  const aima = await commandLine();
  expect((await aima(...args)).code).toMatch(/^USAGE/);
});

test('lite needs no network: the real command lists and verifies every model of the packages', async () => {
  const data = tempFolder();
  // A hub that nobody answers for: whoever asks it fails.
  const options = { data, env: { AIMA_HUB_URL: 'http://127.0.0.1:9' } };
  const [list, verify] = await Promise.all([runCli(['models', 'list', '--json'], options), runCli(['models', 'verify', '--json'], options)]);
  const listed = JSON.parse(list.stdout) as { models: { id: string; tier: string; state: string }[] };
  expect(listed.models).toHaveLength(modelEntries.length);
  expect(listed.models.filter(({ tier }) => tier === 'lite').map(({ state }) => state)).toEqual(modelEntries.filter(({ tier }) => tier === 'lite').map(() => 'in_package'));
  expect(verify).toMatchObject({ code: 0, stderr: '' });
  const verified = JSON.parse(verify.stdout) as { files: { problem?: string }[] };
  expect(verified.files.length).toBeGreaterThan(20);

  const pull = await runCli(['models', 'pull', 'depth-anything-v2-small'], options);
  expect(pull.code).toBe(1);
  expect(pull.stderr).toContain('licence Apache-2.0');
  expect(pull.stderr).toContain('cannot be reached');
  expect(await runCli(['models', 'pull', 'silero-vad'], options)).toMatchObject({ code: 0, stdout: 'silero-vad is part of a package and complete.\n' });
  expect(await runCli(['models', 'remove', 'silero-vad'], options)).toMatchObject({ code: 2 });
  expect(await runCli(['models', 'nonsense'], options)).toMatchObject({ code: 2 });
  expect(await runCli(['models', '--help'], options)).toMatchObject({ code: 0, stdout: expect.stringContaining('aima models rollback') as string });
});
