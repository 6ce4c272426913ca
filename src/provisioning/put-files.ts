/** Many files onto a machine: what is there already is not sent again, and everything is hashed there afterwards. */
import { createReadStream } from 'node:fs';
import { PassThrough } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { pack } from 'tar-stream';
import type { WeightFile } from '@aima/contract';
import { AppError } from '../kernel/app-error.ts';
import { quote } from '../remote/quote.ts';
import type { Shell } from '../remote/shell.ts';
import type { MachineLayout } from './machine-layout.ts';
import type { PlacedWeight } from './weights.ts';

/** Larger ones go by themselves, so that a broken connection costs little. */
const ALONE_BYTES = 64 * 2 ** 20;

type Placed = WeightFile | PlacedWeight;

const placeOf = ({ place, path }: Placed, layout: MachineLayout): string => `${place === 'models' ? layout.models : layout.worker}/${path}`;

/** @returns the files that are missing there, or not what they should be */
export async function missingThere<F extends Placed>(shell: Shell, files: readonly F[], layout: MachineLayout, signal: AbortSignal): Promise<F[]> {
  // As sha256sum prints it. Paths come from our own entries and hold no line ends.
  const list = files.map((file) => `${file.sha256}  ${placeOf(file, layout)}\n`).join('');
  const { stdout } = await shell.run('LC_ALL=C sha256sum -c - 2>/dev/null', { input: list, signal });
  const good = new Set(stdout.split('\n').filter((line) => line.endsWith(': OK')).map((line) => line.slice(0, -': OK'.length)));
  return files.filter((file) => !good.has(placeOf(file, layout)));
}

async function sendTogether(shell: Shell, files: readonly (PlacedWeight & { source: string })[], layout: MachineLayout, signal: AbortSignal): Promise<void> {
  const archive = pack();
  const fill = async (): Promise<void> => {
    for (const file of files) await pipeline(createReadStream(file.source), archive.entry({ name: placeOf(file, layout).slice(1), size: file.sizeBytes, mode: 0o600 }), { signal });
    archive.finalize();
  };
  const filled = fill().catch((error: unknown) => { archive.destroy(error instanceof Error ? error : new Error(String(error))); });
  const { code, stderr } = await shell.run('umask 077; tar xf - -C / --no-same-owner', { input: archive.pipe(new PassThrough()), signal });
  await filled;
  if (code !== 0) throw new AppError('PROVISIONING_FAILED', `The machine could not keep the weights: ${stderr.trim()}`, { replace: true });
}

/** @throws AppError PROVISIONING_FAILED where one is neither here nor there, MACHINE_UNREACHABLE, MEDIA_HASH_MISMATCH, CANCELLED */
export async function pushFiles(shell: Shell, files: readonly PlacedWeight[], layout: MachineLayout, signal: AbortSignal): Promise<void> {
  const here = files.map((file) => {
    if (file.source === undefined) throw new AppError('PROVISIONING_FAILED', `The file ${file.path} of ${file.model} is not on this server.`);
    return { ...file, source: file.source };
  });
  for (const file of here.filter(({ sizeBytes }) => sizeBytes > ALONE_BYTES)) await shell.send({ path: file.source, sha256: file.sha256, sizeBytes: file.sizeBytes }, placeOf(file, layout), { signal });
  const small = here.filter(({ sizeBytes }) => sizeBytes <= ALONE_BYTES);
  if (small.length > 0) await sendTogether(shell, small, layout, signal);
}

/** The machine fetches them itself; what has another hash is deleted. */
export async function pullFiles(shell: Shell, files: readonly WeightFile[], layout: MachineLayout, signal: AbortSignal): Promise<void> {
  for (const file of files) {
    if (file.url === undefined) throw new AppError('PROVISIONING_FAILED', `There is no address from which a machine could fetch ${file.path} of ${file.model}.`);
    const target = placeOf(file, layout);
    const [place, part] = [quote(target), quote(`${target}.part`)];
    const command = `umask 077; mkdir -p "$(dirname ${place})" && curl -fsSL --retry 3 -C - -o ${part} ${quote(file.url)} && if [ "$(sha256sum < ${part} | cut -c 1-64)" = ${file.sha256} ]; then mv -f ${part} ${place}; else rm -f ${part}; echo 'another SHA-256' >&2; exit 1; fi`;
    const { code, stderr } = await shell.run(command, { signal });
    if (code !== 0) throw new AppError('PROVISIONING_FAILED', `The machine could not fetch ${file.path} of ${file.model}: ${stderr.trim().slice(-500)}`, { replace: true });
  }
}
