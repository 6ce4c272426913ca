/** The networks of a model as bytes that can be trusted: verified, or converted from what was verified. */
import type { HostedKind } from '@aima/sdk';
import { convertedNetwork } from './converted-network.ts';
import type { ModelEntry } from './model-entry.ts';
import { fileOf } from './model-files.ts';
import type { Precision } from './inference-protocol.ts';
import { readVerified } from './package-files.ts';

/** The roles that are networks, for each kind. */
const NETWORK_ROLES: Readonly<Record<HostedKind, readonly string[]>> = {
  tensor: ['model'],
  voice_activity: ['model'],
  speech_to_text: ['encoder', 'decoder'],
  speech_enhancement: ['mask', 'signal'],
  speaker_diarization: [],
};

/** Other runtimes open their files by themselves; those are verified all the same. */
const rolesOf = ({ kind, runtime }: ModelEntry): readonly string[] => (runtime === 'onnxruntime' ? NETWORK_ROLES[kind] : []);

/** The same network with weights in 16 bits is the file of the role with this behind it; its inputs and outputs stay 32 bits. */
const HALF_SUFFIX = '.float16';

/**
 * ONNX networks by role; what was hashed is what is loaded. Tables of the entry are verified along with them.
 * @throws AppError MODEL_MISSING, MODEL_CORRUPT, MODEL_UNSUPPORTED, DISK_FULL, OUTPUT_UNWRITABLE
 */
export async function readNetworks(entry: ModelEntry, modelsFolder: string, precision: Precision = 'float32'): Promise<Readonly<Record<string, Uint8Array>>> {
  const { conversion } = entry;
  if (conversion !== undefined) return { model: await convertedNetwork(entry, conversion, modelsFolder) };
  const roles = rolesOf(entry);
  const files = await Promise.all(Object.entries(entry.files).map(async ([role, file]) => [role, await readVerified(file, modelsFolder)] as const));
  const bytes = new Map(files);
  return Object.fromEntries(roles.map((role) => {
    fileOf(entry, role);
    const half = precision === 'float16' ? bytes.get(`${role}${HALF_SUFFIX}`) : undefined;
    return [role, half ?? bytes.get(role) ?? new Uint8Array()];
  }));
}
