/** Licences that a person accepted: who wants weights with conditions says so once, and the store remembers it. */
import { mkdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { AppError, toAppError } from '../../kernel/app-error.ts';
import { writeFileAtomically } from '../../kernel/atomic-file.ts';
import type { WeightsEntry } from '../model-entry.ts';
import { storeFolder } from './store-layout.ts';

const Consent = z.object({
  model: z.string(),
  licence: z.string(),
  /** The condition as it was shown, in English. */
  condition: z.string(),
  acceptedAt: z.iso.datetime(),
});

const fileOf = (modelsFolder: string): string => path.join(storeFolder(modelsFolder), 'consents.json');

async function readConsents(modelsFolder: string): Promise<z.infer<typeof Consent>[]> {
  const text = await readFile(fileOf(modelsFolder), 'utf8').catch(() => '[]');
  try {
    return z.array(Consent).parse(JSON.parse(text));
  } catch {
    // What nobody can read proves no consent.
    return [];
  }
}

/** True where no consent is needed, or where it was given to this very licence and condition. */
export async function isAccepted(entry: WeightsEntry, modelsFolder: string): Promise<boolean> {
  const { id, licence, needsConsent } = entry;
  if (needsConsent === undefined) return true;
  return (await readConsents(modelsFolder)).some((consent) => consent.model === id && consent.licence === licence && consent.condition === needsConsent.en);
}

/** @throws AppError LICENCE_NOT_ACCEPTED with the condition and the command that accepts it */
export async function demandConsent(entry: WeightsEntry, modelsFolder: string): Promise<void> {
  if (await isAccepted(entry, modelsFolder)) return;
  throw new AppError('LICENCE_NOT_ACCEPTED', `The weights of ${entry.id} (${entry.licence}) have a condition: ${entry.needsConsent?.en ?? ''} To accept it: aima models pull ${entry.id} --accept-licence ${entry.id}`, { model: entry.id, licence: entry.licence });
}

/** Records that a person accepted the entry's licence. @throws AppError DISK_FULL, OUTPUT_UNWRITABLE */
export async function recordConsent(entry: WeightsEntry, modelsFolder: string, now: () => Date = () => new Date()): Promise<void> {
  const { id, licence, needsConsent } = entry;
  if (needsConsent === undefined || await isAccepted(entry, modelsFolder)) return;
  const consents = [...await readConsents(modelsFolder), { model: id, licence, condition: needsConsent.en, acceptedAt: now().toISOString() }];
  try {
    await mkdir(storeFolder(modelsFolder), { recursive: true });
    await writeFileAtomically(fileOf(modelsFolder), `${JSON.stringify(consents, null, 1)}\n`);
  } catch (error) {
    throw toAppError(error);
  }
}
