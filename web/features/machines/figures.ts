/** What machines say of themselves every five seconds, as the page keeps it: the newest of each, and a short history. */
import type { LiveEvent } from '#lib/live.ts';

/** Shares are 0..1, temperatures °C; what a machine does not have is absent. */
export interface Figures {
  /** When it came here, in milliseconds since 1970. */
  atMs: number;
  cpu?: number;
  cores?: number;
  memoryBytes?: number;
  gpuLoad?: number;
  gpuMemoryBytes?: number;
  gpuMemoryTotalBytes?: number;
  gpuTemperature?: number;
  usdPerMinute?: number;
  spentUsd?: number;
  remainingMs?: number;
}

const NUMBERS = ['cpu', 'cores', 'memoryBytes', 'gpuLoad', 'gpuMemoryBytes', 'gpuMemoryTotalBytes', 'gpuTemperature', 'usdPerMinute', 'spentUsd', 'remainingMs'] as const;

/** Half an hour of one machine. */
const MOST = 360;

export const sourceOf = (jobId: unknown, machineId: unknown): string | undefined => (typeof machineId === 'string' ? machineId : typeof jobId === 'string' ? jobId : undefined);

/** Of one `metrics` event; fields that are no numbers are left out. */
export function figuresOf({ body }: Pick<LiveEvent, 'body'>, atMs: number): Figures {
  const known = NUMBERS.flatMap((name) => {
    const value = body[name];
    return typeof value === 'number' && Number.isFinite(value) ? [[name, value] as const] : [];
  });
  return { atMs, ...Object.fromEntries(known) };
}

/** Events of one machine tell parts: what its money is comes apart from what it does. */
export function withFigures(history: readonly Figures[], next: Figures): readonly Figures[] {
  const last = history.at(-1);
  if (last && next.atMs - last.atMs < 2_000) return [...history.slice(0, -1), { ...last, ...next }];
  return [...history, { ...(last?.usdPerMinute !== undefined && { usdPerMinute: last.usdPerMinute }), ...(last?.spentUsd !== undefined && { spentUsd: last.spentUsd }), ...next }].slice(-MOST);
}

/** As the server alerts: GPU memory from 90 %, GPU temperature from 80 °C (decisions.md); a memory or a CPU that is busy is no reason. */
export const CRITICAL = { gpuMemory: 0.9, gpuTemperature: 80 } as const;

export type CriticalValue = 'gpuMemory' | 'gpuTemperature';

export const gpuMemoryShare = ({ gpuMemoryBytes, gpuMemoryTotalBytes }: Figures): number | undefined => (gpuMemoryBytes === undefined || !gpuMemoryTotalBytes ? undefined : gpuMemoryBytes / gpuMemoryTotalBytes);

export function criticalOf(figures: Figures): CriticalValue[] {
  const memory = gpuMemoryShare(figures);
  return [
    ...(memory !== undefined && memory >= CRITICAL.gpuMemory ? ['gpuMemory' as const] : []),
    ...(figures.gpuTemperature !== undefined && figures.gpuTemperature >= CRITICAL.gpuTemperature ? ['gpuTemperature' as const] : []),
  ];
}
