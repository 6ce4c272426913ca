/** Asks a fresh inference process to prove which device computes. */
import { startInferenceHost } from './inference-host.ts';
import type { DeviceProof, SessionSettings } from './inference-protocol.ts';

/** Starting CUDA for the first time takes long. */
const LIMIT_MS = 120_000;

/**
 * Which device really computes on this machine, and how fast, tried in an inference process of its own.
 * @throws AppError DEVICE_UNAVAILABLE with what is missing, MODEL_FAILED if the process crashed or computed wrong numbers
 */
export async function provesDevice(settings: SessionSettings): Promise<DeviceProof> {
  const host = startInferenceHost({ callLimitMs: LIMIT_MS, loadLimitMs: LIMIT_MS });
  try {
    // The process answers `prove` with a proof.
    return await host.ask({ do: 'prove', settings }) as DeviceProof;
  } finally {
    await host.end();
  }
}
