/** The model store against a real mirror of the hub: real weights, broken connections, wrong bytes, refusals. */
import { createHash } from 'node:crypto';
import { copyFile, mkdir, readdir, readFile, rm, stat, symlink, truncate, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, onTestFinished, test } from 'vitest';
import { tensorModel } from '@aima/sdk';
import { openEngine } from '../../src/models/index.ts';
import type { ModelEntry, WeightsEntry } from '../../src/models/model-entry.ts';
import { readVerified, verifiedPath } from '../../src/models/package-files.ts';
import { findModel, hubFrom, importFolder, locateModel, modelState, pullModel, recordConsent, removeModel, rollBack, verifyModel } from '../../src/models/store/index.ts';
import { defaultNetwork, type Network } from '../../src/models/store/network.ts';
import { partFile, versionOf } from '../../src/models/store/store-layout.ts';
import { startHubMirror, type HubMirror } from '../support/hub-mirror.ts';
import { tempFolder } from '../support/temp-folder.ts';
import { needsModels } from '../support/media.ts';
import { corruptModel, mirrorOfTestModels, testModelEntries, testNetworks, tinyLanguageModel } from '../support/test-models.ts';

const yunet = findModel('test-yunet', testNetworks);
const yamnet = findModel('test-yamnet', testNetworks);
const osnet = findModel('test-osnet', testNetworks);
const modelFile = (entry: WeightsEntry) => {
  const { model } = entry.files;
  if (model === undefined) throw new Error('no file');
  return model;
};

/** The product's network, but waiting is noted instead of done, and silence is noticed soon. */
function hastyNetwork(): { network: Network; waits: number[] } {
  const waits: number[] = [];
  return { waits, network: { ...defaultNetwork, stallLimitMs: 400, answerLimitMs: 2_000, sleep: async (ms) => void waits.push(ms) } };
}

interface Bench { folder: string; mirror: HubMirror; waits: number[]; pull: (entry: WeightsEntry, signal?: AbortSignal) => ReturnType<typeof pullModel>; seen: [number, number][] }

async function bench(context: Parameters<typeof mirrorOfTestModels>[0], entries: readonly WeightsEntry[] = [yunet, yamnet, osnet], env: Record<string, string> = {}): Promise<Bench> {
  const folder = tempFolder();
  const keptBytes = async (sha256: string) => (await stat(partFile(folder, sha256)).catch(() => ({ size: 0 }))).size;
  const [mirror, { network, waits }] = [await mirrorOfTestModels(context, entries, { keptBytes }), hastyNetwork()];
  const hub = hubFrom({ AIMA_HUB_URL: mirror.url, ...env });
  const seen: [number, number][] = [];
  const pull = (entry: WeightsEntry, signal?: AbortSignal) => pullModel(entry, { modelsFolder: folder, hub, network, onProgress: (here, all) => void seen.push([here, all]), ...(signal ? { signal } : {}) });
  return { folder, mirror, waits, pull, seen };
}

async function loads(entry: ModelEntry, folder: string) {
  const engine = openEngine({ modelsFolder: folder, threads: 1, entries: [await locateModel(entry, folder)] });
  onTestFinished(() => engine.close());
  return engine.get(tensorModel(entry.id));
}

test.for(testModelEntries)('$id is pulled, verified, located and removed', async (entry, context) => {
  const { folder, pull, seen, mirror } = await bench(context, [entry]);
  await expect(locateModel(entry, folder)).rejects.toMatchObject({ code: entry.needsConsent ? 'LICENCE_NOT_ACCEPTED' : 'MODEL_MISSING', message: expect.stringContaining(`aima models pull ${entry.id}`) as string });
  await recordConsent(entry, folder);
  expect(await pull(entry)).toEqual({ state: 'pulled', version: versionOf(entry.files) });
  const size = Object.values(entry.files).reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
  expect(seen.at(-1)).toEqual([size, size]);
  expect(await modelState(entry, folder)).toMatchObject({ state: 'installed', version: versionOf(entry.files) });
  expect(await verifyModel(entry, folder)).toHaveLength(Object.keys(entry.files).length);
  const located = await locateModel(entry, folder);
  for (const file of Object.values(located.files)) expect(createHash('sha256').update(await readVerified(file, folder)).digest('hex')).toBe(file.sha256);

  const before = mirror.log.length;
  expect(await pull(entry)).toMatchObject({ state: 'here_already' });
  expect(mirror.log).toHaveLength(before);
  expect(await removeModel(entry.id, entry, folder)).toBe(true);
  expect(await modelState(entry, folder)).toMatchObject({ state: 'missing', versions: [] });
});

test.for(testNetworks.filter(({ kind }) => kind === 'tensor'))('$id has the layout that its entry says', async (entry, context) => {
  const { folder, pull } = await bench(context, [entry]);
  await recordConsent(entry, folder);
  await pull(entry);
  const { model, facts } = await loads(entry, folder);
  expect(facts.map(({ sha256 }) => sha256)).toEqual(Object.values(entry.files).map(({ sha256 }) => sha256));
  const inputs = entry.inputs.map(({ name, dims }) => {
    const sizes = dims.map((dim) => (typeof dim === 'number' ? dim : dim === 'height' || dim === 'width' ? 64 : 1));
    return [name, { type: 'float32' as const, dims: sizes, data: new Float32Array(sizes.reduce((a, b) => a * b)) }] as const;
  });
  const outputs = await model.run(Object.fromEntries(inputs));
  for (const { name, dims } of entry.outputs) expect(outputs[name]?.dims.map((size, i) => (typeof dims[i] === 'number' ? size : dims[i]))).toEqual(dims);
});

test('an interrupted download goes on where it stopped, in the same call and in a later one', async (context) => {
  const { folder, mirror, pull, waits } = await bench(context);
  const { path: name, sizeBytes, sha256 } = modelFile(yamnet);
  mirror.fail(name, { do: 'break', afterBytes: 1_500_000 });
  await pull(yamnet);
  expect(mirror.sentBytes(name)).toBe(sizeBytes);
  expect(waits).toHaveLength(1);
  const ranges = mirror.log.filter(({ server }) => server === 'content').map(({ range }) => range).filter((range) => range !== undefined);
  expect(ranges).toEqual(['bytes=1500000-']);

  await removeModel(yamnet.id, yamnet, folder);
  const before = mirror.sentBytes(name);
  mirror.fail(name, ...Array.from({ length: 5 }, () => ({ do: 'break', afterBytes: 100_000 }) as const));
  await expect(pull(yamnet)).rejects.toMatchObject({ code: 'DOWNLOAD_FAILED', message: expect.stringContaining('500000 of 3831166 bytes are kept') as string });
  expect((await stat(partFile(folder, sha256))).size).toBe(500_000);
  expect(await modelState(yamnet, folder)).toMatchObject({ state: 'partial', partialBytes: 500_000 });
  await pull(yamnet);
  expect(mirror.sentBytes(name) - before).toBe(sizeBytes);
});

test('a body that ends early, a stalled connection and a server that ignores ranges still end in the whole file', async (context) => {
  const { folder, mirror, pull } = await bench(context);
  const { path: name, sizeBytes } = modelFile(yunet);
  mirror.fail(name, { do: 'end early', afterBytes: 50_000 }, { do: 'stall', afterBytes: 60_000 }, { do: 'ignore range' });
  await pull(yunet);
  expect(mirror.sentBytes(name)).toBe(50_000 + 60_000 + sizeBytes);
  expect((await loads(yunet, folder)).facts).toHaveLength(1);
});

test('a server that asks to wait is waited for, one that asks too much is not', async (context) => {
  const { mirror, pull, waits } = await bench(context);
  const { path: name } = modelFile(yunet);
  mirror.fail(name, { do: 'status', status: 429, headers: { 'retry-after': '7' } }, { do: 'status', status: 503 });
  await pull(yunet);
  expect(waits).toEqual([7000, 1000]);
  mirror.fail(modelFile(yamnet).path, { do: 'status', status: 429, headers: { 'retry-after': '3600' } });
  await expect(pull(yamnet)).rejects.toMatchObject({ code: 'DOWNLOAD_FAILED', message: expect.stringContaining('3600 s') as string });
});

test('a wrong hash is refused and deleted; pieces that do not fit are loaded again as one', async (context) => {
  const { folder, mirror, pull } = await bench(context);
  const { path: name, sha256, sizeBytes } = modelFile(yunet);
  mirror.fail(name, { do: 'wrong bytes' });
  await expect(pull(yunet)).rejects.toMatchObject({ code: 'MODEL_HASH_MISMATCH' });
  await expect(stat(partFile(folder, sha256))).rejects.toThrow();
  await expect(locateModel(yunet, folder)).rejects.toMatchObject({ code: 'MODEL_MISSING' });
  mirror.fail(name, { do: 'wrong size' });
  await expect(pull(yunet)).rejects.toMatchObject({ code: 'MODEL_HASH_MISMATCH', message: expect.stringContaining('229737 bytes') as string });

  mirror.fail(name, { do: 'too long' });
  await expect(pull(yunet)).rejects.toMatchObject({ code: 'MODEL_HASH_MISMATCH', message: expect.stringContaining('more than 229738') as string });

  const before = mirror.sentBytes(name);
  await writeFile(partFile(folder, sha256), new Uint8Array(1000));
  await pull(yunet);
  expect(mirror.sentBytes(name) - before).toBe(sizeBytes - 1000 + sizeBytes);
});

test('what the hub tells beforehand saves the download of other bytes', async (context) => {
  const { mirror, pull } = await bench(context);
  for (const lie of [{ commit: 'b2'.repeat(20) }, { size: '17' }, { sha256: '0'.repeat(64) }]) {
    mirror.lie(lie);
    await expect(pull(yunet)).rejects.toMatchObject({ code: 'MODEL_HASH_MISMATCH', message: expect.stringContaining('Nothing was loaded') as string });
  }
  expect(mirror.sentBytes(modelFile(yunet).path)).toBe(0);
});

test('what is not there, what is refused and a hub that is gone are told apart', async (context) => {
  const { mirror, pull } = await bench(context);
  const elsewhere = { ...yunet, files: { model: { ...modelFile(yunet), hub: { repository: 'aima-test/nothing', revision: 'a1'.repeat(20) } } } };
  await expect(pull(elsewhere)).rejects.toMatchObject({ code: 'DOWNLOAD_FAILED', message: expect.stringContaining('404') as string });
  mirror.refuse(401);
  await expect(pull(yunet)).rejects.toMatchObject({ code: 'DOWNLOAD_REFUSED', message: expect.stringContaining('aima-test/yunet-2026may') as string });
  await mirror.close();
  await expect(pull(yunet)).rejects.toMatchObject({ code: 'DOWNLOAD_FAILED', message: expect.stringContaining('cannot be reached') as string });
});

test('a token opens a gated repository and never goes where the hub redirects', async (context) => {
  const [folder, mirror] = [tempFolder(), await mirrorOfTestModels(context, [yunet], { token: 'secret' })];
  const { network } = hastyNetwork();
  await expect(pullModel(yunet, { modelsFolder: folder, hub: hubFrom({ AIMA_HUB_URL: mirror.url }), network })).rejects.toMatchObject({ code: 'DOWNLOAD_REFUSED' });
  await pullModel(yunet, { modelsFolder: folder, hub: hubFrom({ AIMA_HUB_URL: mirror.url, AIMA_HUB_TOKEN: 'secret' }), network });
  const content = mirror.log.filter(({ server }) => server === 'content');
  expect(content.length).toBeGreaterThan(0);
  expect(content.map(({ authorization }) => authorization)).toEqual(content.map(() => undefined));
});

test('a mirror that has files only serves too, and is heard when it refuses', async (context) => {
  const folder = tempFolder();
  const open = await mirrorOfTestModels(context, [yunet], { withoutMetadata: true });
  await pullModel(yunet, { modelsFolder: folder, hub: hubFrom({ AIMA_HUB_URL: open.url }) });
  await removeModel(yunet.id, yunet, folder);
  const gated = await mirrorOfTestModels(context, [yunet], { withoutMetadata: true, token: 'secret' });
  await expect(pullModel(yunet, { modelsFolder: folder, hub: hubFrom({ AIMA_HUB_URL: gated.url }) })).rejects.toMatchObject({ code: 'DOWNLOAD_REFUSED', message: expect.stringMatching(/aima-test\/yunet-2026may \(status 401\).*conditions/) as string });
});

test('a connection that breaks again and again, but brings something each time, gets there', async (context) => {
  const { folder, mirror } = await bench(context);
  const { path: name, sizeBytes } = modelFile(yamnet);
  mirror.fail(name, ...Array.from({ length: 3 }, () => ({ do: 'break', afterBytes: 1_100_000 }) as const));
  await pullModel(yamnet, { modelsFolder: folder, hub: hubFrom({ AIMA_HUB_URL: mirror.url }), network: { ...hastyNetwork().network, tries: 2 } });
  expect(mirror.sentBytes(name)).toBe(sizeBytes);
});

test('another licence on the hub than in the registry is told', async (context) => {
  const [folder, mirror] = [tempFolder(), await mirrorOfTestModels(context, [{ ...yunet, licence: 'CC-BY-NC-4.0' }])];
  const told: string[] = [];
  await pullModel(yunet, { modelsFolder: folder, hub: hubFrom({ AIMA_HUB_URL: mirror.url }), onOtherLicence: (licence) => void told.push(licence) });
  expect(told).toEqual(['cc-by-nc-4.0']);
});

test('a cancelled pull stops at once and keeps what came', async (context) => {
  const { folder, mirror, pull } = await bench(context);
  const { path: name, sha256, sizeBytes } = modelFile(yamnet);
  mirror.fail(name, { do: 'slow', chunkBytes: 50_000, everyMs: 20 });
  const abort = new AbortController();
  const pulling = pull(yamnet, abort.signal);
  const refused = expect(pulling).rejects.toMatchObject({ code: 'CANCELLED' });
  while (((await stat(partFile(folder, sha256)).catch(() => undefined))?.size ?? 0) < 100_000) await sleep(5);
  await expect(pull(yamnet)).rejects.toMatchObject({ code: 'CONFLICT' });
  abort.abort();
  await refused;
  const { size } = await stat(partFile(folder, sha256));
  expect(size).toBeLessThan(sizeBytes);
  await pull(yamnet);
  expect(mirror.log.some(({ range }) => range === `bytes=${size}-`)).toBe(true);
});

test('a lock of a process that runs stops a pull, one of a process that is gone does not', async (context) => {
  const { folder, pull } = await bench(context);
  const part = partFile(folder, modelFile(yunet).sha256);
  await mkdir(path.dirname(part), { recursive: true });
  await writeFile(`${part}.lock`, '1');
  await expect(pull(yunet)).rejects.toMatchObject({ code: 'CONFLICT' });
  await writeFile(`${part}.lock`, '999999999');
  expect(await pull(yunet)).toMatchObject({ state: 'pulled' });
  expect(await readdir(path.dirname(part))).toEqual([]);
});

test('a full disk is named as that', async (context) => {
  const { folder, pull } = await bench(context);
  const huge = { ...yunet, files: { model: { ...modelFile(yunet), sizeBytes: 2 ** 50 } } };
  await expect(pull(huge)).rejects.toMatchObject({ code: 'DISK_FULL' });
  // A real device without room, in the place where the download writes.
  const part = partFile(folder, modelFile(yunet).sha256);
  await symlink('/dev/full', part);
  await expect(pull(yunet)).rejects.toMatchObject({ code: 'DISK_FULL' });
});

test('a damaged file is refused by hash and repaired by a pull; a damaged network by hash and by load', async (context) => {
  const { folder, mirror, pull } = await bench(context, [yamnet, corruptModel]);
  await pull(yamnet);
  const located = await locateModel(yamnet, folder);
  const model = await verifiedPath(modelFile(located), folder);
  await truncate(model, 1000);
  await expect(loads(yamnet, folder)).rejects.toMatchObject({ code: 'MODEL_CORRUPT', message: expect.stringContaining('aima models pull test-yamnet') as string });
  expect(await modelState(yamnet, folder)).toMatchObject({ state: 'damaged' });
  expect((await verifyModel(yamnet, folder)).map(({ role, problem }) => [role, problem])).toEqual([['model', 'corrupt'], ['classes', undefined]]);
  const classes = mirror.sentBytes('yamnet_class_map.csv');
  await pull(yamnet);
  expect(mirror.sentBytes('yamnet_class_map.csv')).toBe(classes);
  await expect(loads(yamnet, folder)).resolves.toHaveProperty('model');

  const otherHash = { ...corruptModel, files: { model: { ...modelFile(corruptModel), sha256: 'c3'.repeat(32) } } };
  await expect(pull(otherHash)).rejects.toMatchObject({ code: 'MODEL_HASH_MISMATCH' });
  await pull(corruptModel);
  await expect(loads(corruptModel, folder)).rejects.toMatchObject({ code: 'MODEL_CORRUPT', message: expect.stringContaining('test-corrupt') as string });
});

/** Two versions of one model, as a registry has them before and after an update. */
async function twoVersions(context: Parameters<typeof mirrorOfTestModels>[0]): Promise<Bench & { older: ModelEntry; newer: ModelEntry }> {
  const older: ModelEntry = { ...yunet, id: 'versions' };
  const newer: ModelEntry = { ...yunet, id: 'versions', files: findModel('test-ultra-light-face', testNetworks).files, earlier: [yunet.files] };
  return { ...await bench(context, [older, newer]), older, newer };
}

test('a rollback uses the version before, with its own hash in the provenance; a pull goes forward again', async (context) => {
  const { folder, mirror, pull, older, newer } = await twoVersions(context);
  await pull(older);
  // The registry moves on: what is here stays usable, offline, until the new version is pulled.
  expect(await modelState(newer, folder)).toMatchObject({ state: 'earlier_version' });
  expect((await loads(newer, folder)).facts[0]?.sha256).toBe(modelFile(older).sha256);
  await expect(rollBack(newer, folder)).rejects.toMatchObject({ code: 'NOT_FOUND' });
  await pull(newer);
  expect((await loads(newer, folder)).facts[0]?.sha256).toBe(modelFile(newer).sha256);
  expect(await rollBack(newer, folder)).toBe(modelFile(older).sha256);
  expect((await loads(newer, folder)).facts[0]?.sha256).toBe(modelFile(older).sha256);
  await expect(rollBack(newer, folder)).rejects.toMatchObject({ code: 'NOT_FOUND' });

  const requests = mirror.log.length;
  expect(await pull(newer)).toMatchObject({ state: 'here_already' });
  expect(mirror.log).toHaveLength(requests);
  expect((await loads(newer, folder)).facts[0]?.sha256).toBe(modelFile(newer).sha256);
  const state = await modelState(newer, folder);
  expect(state.versions).toHaveLength(2);
});

test('a rollback to a damaged or an unknown version changes nothing', async (context) => {
  const { folder, pull, older, newer } = await twoVersions(context);
  await pull(older);
  await pull(newer);
  const { earlier: _, ...forgetful } = newer;
  await expect(rollBack(forgetful, folder)).rejects.toMatchObject({ code: 'NOT_FOUND' });
  const located = await locateModel(older, folder).catch((error: unknown) => error);
  expect(located).toMatchObject({ code: 'MODEL_MISSING', message: expect.stringContaining('not one that this AIMA knows') as string });
  const file = path.join(folder, 'store', 'versions', modelFile(older).sha256, modelFile(older).path);
  await writeFile(file, 'x');
  await expect(rollBack(newer, folder)).rejects.toMatchObject({ code: 'MODEL_CORRUPT' });
  expect((await loads(newer, folder)).facts[0]?.sha256).toBe(modelFile(newer).sha256);
});

test('weights with a condition are neither pulled nor loaded before somebody accepted it, and a new condition asks again', async (context) => {
  const { folder, mirror, pull } = await bench(context);
  await expect(pull(osnet)).rejects.toMatchObject({ code: 'LICENCE_NOT_ACCEPTED', message: expect.stringContaining('--accept-licence test-osnet') as string });
  expect(mirror.log).toEqual([]);
  await recordConsent(osnet, folder, () => new Date('2026-01-02T03:04:05Z'));
  await pull(osnet);
  await expect(loads(osnet, folder)).resolves.toHaveProperty('model');
  expect(JSON.parse(await readFile(path.join(folder, 'store', 'consents.json'), 'utf8'))).toMatchObject([{ model: 'test-osnet', licence: 'MIT', acceptedAt: '2026-01-02T03:04:05.000Z' }]);
  await expect(loads({ ...osnet, licence: 'CC-BY-NC-4.0' }, folder)).rejects.toMatchObject({ code: 'LICENCE_NOT_ACCEPTED' });
  const stricter = { ...osnet, needsConsent: { en: 'Not on Sundays.', de: 'Nicht am Sonntag.' } };
  await expect(loads(stricter, folder)).rejects.toMatchObject({ code: 'LICENCE_NOT_ACCEPTED' });
  await rm(path.join(folder, 'store', 'consents.json'));
  await expect(loads(osnet, folder)).rejects.toMatchObject({ code: 'LICENCE_NOT_ACCEPTED' });
});

test('models come from a folder by their hash, whatever the files are called, without any network', async (context) => {
  const [folder, stick] = [tempFolder(), tempFolder()];
  const { path: classes } = yamnet.files['classes'] ?? { path: '' };
  await mkdir(path.join(stick, 'deep', 'er'), { recursive: true });
  await copyFile(needsModels(context, `yunet-2026may/${modelFile(yunet).path}`), path.join(stick, 'deep', 'er', 'renamed.bin'));
  await copyFile(needsModels(context, `yamnet/${modelFile(yamnet).path}`), path.join(stick, 'yamnet'));
  await copyFile(needsModels(context, `osnet-x0-25-msmt17/${modelFile(osnet).path}`), path.join(stick, 'osnet.onnx'));
  const { path: gguf } = modelFile(tinyLanguageModel);
  await writeFile(path.join(stick, gguf), new Uint8Array(modelFile(tinyLanguageModel).sizeBytes));

  const outcomes = await importFolder(stick, testModelEntries, folder);
  expect(outcomes.map(({ model, state, missing }) => [model, state, missing])).toEqual([
    ['test-yunet', 'imported', []], ['test-osnet', 'licence_not_accepted', []], ['test-yamnet', 'incomplete', [classes]],
  ]);
  await expect(loads(yunet, folder)).resolves.toHaveProperty('model');
  expect(await modelState(yamnet, folder)).toMatchObject({ state: 'partial', partialBytes: modelFile(yamnet).sizeBytes });
  await copyFile(needsModels(context, `yamnet/${classes}`), path.join(stick, 'classes.txt'));
  await recordConsent(osnet, folder);
  expect((await importFolder(stick, testModelEntries, folder)).map(({ state }) => state)).toEqual(['here_already', 'imported', 'imported']);
  // The source is left as it was.
  expect(await readdir(stick)).toHaveLength(5);
});

test('formats that may run code never enter, whatever their hash', async () => {
  const pickle = Uint8Array.from([0x80, 0x04, 0x95, 0x10, 0, 0, 0, 0, 0, 0, 0, 0x8c, 0x05]);
  const revision = 'a1'.repeat(20);
  const mirror = await startHubMirror({ 'aima-test/bad': { revision, files: { 'model.onnx': pickle, 'model.bin': pickle, '../../evil.json': pickle } } });
  const folder = tempFolder();
  for (const name of ['model.onnx', 'model.bin', '../../evil.json']) {
    const entry: WeightsEntry = { ...tinyLanguageModel, id: 'bad', files: { model: { hub: { repository: 'aima-test/bad', revision }, path: name, sha256: createHash('sha256').update(pickle).digest('hex'), sizeBytes: pickle.length } } };
    await expect(pullModel(entry, { modelsFolder: folder, hub: hubFrom({ AIMA_HUB_URL: mirror.url }) })).rejects.toMatchObject({ code: 'MODEL_UNSUPPORTED' });
    await expect(locateModel(entry, folder)).rejects.toMatchObject({ code: 'MODEL_MISSING' });
  }
  expect(mirror.sentBytes('model.bin')).toBe(0);
  expect((await readdir(folder, { recursive: true })).filter((name) => /onnx|json|part$/.test(name))).toEqual([]);
});

test('a file from an address instead of the hub is pulled the same way', async (context) => {
  const { folder, mirror, pull } = await bench(context);
  await fetch(`${mirror.url}/aima-test/yunet-2026may/resolve/${'a1'.repeat(20)}/${modelFile(yunet).path}`, { method: 'HEAD' });
  const { hub: _, ...file } = modelFile(yunet);
  const byAddress: ModelEntry = { ...yunet, id: 'by-address', files: { model: { ...file, url: `${mirror.contentUrl}/content/${file.sha256}` } } };
  mirror.fail(file.path, { do: 'break', afterBytes: 1000 });
  await pull(byAddress);
  await expect(loads(byAddress, folder)).resolves.toHaveProperty('model');
  const plain = { ...byAddress, id: 'plain', files: { model: { ...modelFile(byAddress), url: 'http://example.org/model.onnx' } } };
  await expect(pull(plain)).rejects.toMatchObject({ code: 'DOWNLOAD_FAILED', message: expect.stringContaining('https') as string });
});
