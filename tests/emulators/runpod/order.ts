/** Bodies that RunPod v2 accepts. They are closed: a key that it does not know is refused. */
import { z } from 'zod';
import type { PodOrder } from './pod.ts';

const Mounts = z.strictObject({
  persistent: z.strictObject({ size: z.int().min(10), path: z.string().min(1) }),
  network: z.array(z.strictObject({ volumeId: z.string(), path: z.string().min(1) })).max(1),
}).partial();

const Env = z.record(z.string(), z.string()).refine((env) => Object.keys(env).length <= 50, 'has more than 50 entries');
const Port = z.string().regex(/^\d{1,5}\/(tcp|http)$/);
const Cuda = z.string().regex(/^\d+\.\d+$/);

export const CreateBody = z.strictObject({
  name: z.string().min(1),
  image: z.string().min(1).optional(),
  gpu: z.strictObject({
    id: z.string(), count: z.int().min(1).default(1), allowedCudaVersions: z.array(Cuda).optional(), minCudaVersion: Cuda.optional(),
    minRamPerGpu: z.number().optional(), minVcpuCountPerGpu: z.number().optional(),
  }).refine((gpu) => gpu.allowedCudaVersions === undefined || gpu.minCudaVersion === undefined, 'has both allowedCudaVersions and minCudaVersion').optional(),
  cpu: z.strictObject({ id: z.string(), vcpuCount: z.int().refine((n) => n > 0 && (n & (n - 1)) === 0, 'is no power of two') }).optional(),
  cloud: z.enum(['SECURE', 'COMMUNITY']).default('SECURE'),
  dataCenterIds: z.array(z.string()).default([]),
  disk: z.int().min(1).default(20),
  mounts: Mounts.default({}),
  ports: z.array(Port).default([]),
  env: Env.default({}),
  args: z.string().default(''),
  cmd: z.array(z.string()).optional(),
  entrypoint: z.array(z.string()).optional(),
  registry: z.string().nullable().optional(),
  templateId: z.string().optional(),
  startSsh: z.boolean().default(false),
  startJupyter: z.boolean().default(false),
  globalNetworking: z.boolean().default(false),
})
  .refine((body) => (body.gpu === undefined) !== (body.cpu === undefined), 'needs exactly one of gpu and cpu')
  .refine((body) => body.image !== undefined || body.templateId !== undefined, "missing property 'image'")
  .refine((body) => body.mounts.persistent === undefined || (body.mounts.network === undefined && body.cpu === undefined), 'mounts do not fit together');

export const PatchBody = z.strictObject({
  name: z.string().min(1), image: z.string().min(1), args: z.string(), disk: z.int().min(1), ports: z.array(Port), env: Env, mounts: Mounts,
  locked: z.boolean(), globalNetworking: z.boolean(), templateId: z.string(),
}).partial();

export const ActionBody = z.strictObject({ action: z.enum(['start', 'stop', 'restart', 'terminate']) });
export const KeysBody = z.strictObject({ keys: z.array(z.string().regex(/^[\w@.-]+ [A-Za-z0-9+/=]+( .*)?$/)) });
export const VolumeBody = z.strictObject({ name: z.string().min(1), size: z.int().min(10).max(4096), dataCenter: z.string(), type: z.enum(['STANDARD', 'HIGH_PERFORMANCE']).default('STANDARD') });
export const VolumePatch = z.strictObject({ name: z.string().min(1), size: z.int().min(10).max(4096) }).partial();

/** `$.gpu: missing property 'id'`, one line for each issue. */
export const schemaErrors = (error: z.ZodError): string[] => error.issues.map((issue) => {
  const where = ['$', ...issue.path.map(String)].join('.');
  if (issue.code === 'unrecognized_keys') return `${where}: additional property '${issue.keys[0] ?? ''}' is not allowed`;
  if (issue.code === 'invalid_type' && issue.input === undefined) return `${['$', ...issue.path.slice(0, -1).map(String)].join('.')}: missing property '${String(issue.path.at(-1) ?? '')}'`;
  return `${where}: ${issue.message}`;
});

export function orderOf(body: z.infer<typeof CreateBody>): PodOrder {
  const { persistent, network } = body.mounts;
  const volume = network?.[0];
  return {
    name: body.name, image: body.image ?? 'from-template', cloud: body.cloud, dataCenterIds: body.dataCenterIds, disk: body.disk, ports: body.ports, env: body.env,
    args: body.args, startSsh: body.startSsh,
    ...(body.gpu && { gpu: { id: body.gpu.id, count: body.gpu.count } }),
    ...(body.cpu && { cpu: body.cpu }),
    ...(persistent && { persistent }),
    ...(volume && { volumeId: volume.volumeId, volumePath: volume.path }),
  };
}

/** How `args` becomes the command of the container: JSON of entrypoint and cmd, or words as a shell reads them. */
export function commandOf(args: string): string[] | undefined {
  if (args.trim() === '') return undefined;
  if (args.trim().startsWith('{')) {
    const parsed = z.strictObject({ entrypoint: z.array(z.string()).optional(), cmd: z.array(z.string()).optional() }).safeParse(jsonOrNothing(args));
    if (parsed.success) return [...(parsed.data.entrypoint ?? []), ...(parsed.data.cmd ?? [])];
  }
  return shellWords(args);
}

function jsonOrNothing(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Words of POSIX sh with quotes and backslashes, without expansions (IEEE Std 1003.1, 2.2). */
function shellWords(text: string): string[] {
  const words: string[] = [];
  let word: string | undefined;
  for (let i = 0; i < text.length; i++) {
    const c = text.charAt(i);
    if (c === "'") {
      const end = text.indexOf("'", i + 1);
      word = (word ?? '') + text.slice(i + 1, end < 0 ? text.length : end);
      i = end < 0 ? text.length : end;
    } else if (c === '"') {
      word ??= '';
      for (i += 1; i < text.length && text.charAt(i) !== '"'; i++) {
        if (text.charAt(i) === '\\' && '$`"\\\n'.includes(text.charAt(i + 1))) i += 1;
        word += text.charAt(i);
      }
    } else if (c === '\\') {
      i += 1;
      word = (word ?? '') + text.charAt(i);
    } else if (/\s/.test(c)) {
      if (word !== undefined) words.push(word);
      word = undefined;
    } else word = (word ?? '') + c;
  }
  if (word !== undefined) words.push(word);
  return words;
}
