/** What a worker on this machine proves: which device computes, how fast, and whether the model server answers. */
import type { DeviceReport } from '@aima/contract';
import { openMachine } from '../../analysis/machine.ts';
import { localProvider } from '../../gpu/local/provider.ts';
import { toAppError } from '../../kernel/app-error.ts';
import type { WorkerSettings } from '../worker-settings.ts';
import type { Check } from './check.ts';
import type { DoctorTexts } from './texts.ts';

const GIB = 2 ** 30;

type Proof = DeviceReport['proofs'][number];

function deviceCheck(report: DeviceReport, texts: DoctorTexts): Check {
  const { device, proofs, why } = report;
  const used = proofs.filter(({ asked }) => asked === device).toSorted((a, b) => (b.gigaflops ?? 0) - (a.gigaflops ?? 0))[0];
  if (used?.gigaflops === undefined) return { id: 'device', state: 'problem', text: texts.deviceFails(device, used?.problem ?? why), next: texts.reportIt };
  if (used.computed !== device) return { id: 'device', state: 'problem', text: texts.otherDevice(device, used.computed ?? '?'), next: texts.checkDriver };
  const base = proofs.find(({ asked, threads }) => asked === 'cpu' && threads === 1)?.gigaflops;
  const ratio = base && used.threads + (device === 'cuda' ? 1 : 0) > 1 ? used.gigaflops / base : undefined;
  return { id: 'device', state: 'ok', text: texts.computes(device, used.gigaflops, used.threads, ratio) };
}

/** A GPU that is there but idle is worth a word; a machine without one is not ill. */
function gpuCheck({ device, gpu, proofs, why }: DeviceReport, texts: DoctorTexts): Check {
  if (device === 'cuda') return { id: 'gpu', state: 'ok', text: gpu ? texts.gpu(gpu.name, gpu.memoryBytes / GIB, gpu.freeBytes / GIB, gpu.memoryLimitBytes / GIB, gpu.driver) : texts.gpuUnknown };
  const tried: Proof | undefined = proofs.find(({ asked }) => asked === 'cuda');
  if (tried?.computed === 'cuda') return { id: 'gpu', state: 'warning', text: texts.gpuIdle(why), next: texts.useGpu };
  return { id: 'gpu', state: 'ok', text: texts.noGpu(tried?.problem ?? why) };
}

function precisionCheck({ precision, proofs, device }: DeviceReport, texts: DoctorTexts): Check {
  const proof = proofs.find(({ asked, halfGigaflops }) => asked === device && halfGigaflops !== undefined);
  const ratio = proof?.gigaflops && proof.halfGigaflops ? proof.halfGigaflops / proof.gigaflops : undefined;
  return { id: 'precision', state: 'ok', text: texts.precision(precision, ratio) };
}

function serverChecks({ server }: DeviceReport, texts: DoctorTexts): Check[] {
  if (!server) return [{ id: 'model_server', state: 'ok', text: texts.noServer }];
  if (server.problem !== undefined) return [{ id: 'model_server', state: 'problem', text: server.problem, next: texts.checkServer }];
  const answers: Check = { id: 'model_server', state: 'ok', text: texts.server(server.baseUrl, server.models.length) };
  return server.missing.length === 0 ? [answers] : [answers, { id: 'served_models', state: 'problem', text: texts.notServed(server.missing.join(', '), server.models.join(', ')), next: texts.checkNames }];
}

/** Starts a worker for the question and ends it. */
export async function deviceChecks(data: string, settings: WorkerSettings, texts: DoctorTexts, signal: AbortSignal): Promise<Check[]> {
  const machine = openMachine(localProvider({ data, settings }));
  try {
    const worker = await machine.worker(signal);
    const report = await worker.device(signal);
    return [
      { id: 'worker', state: 'ok', text: texts.worker },
      deviceCheck(report, texts), gpuCheck(report, texts), precisionCheck(report, texts),
      { id: 'batch', state: 'ok', text: texts.batch(report.batch) },
      { id: 'memory_budget', state: 'ok', text: texts.budget(report.memoryLimitBytes / GIB) },
      ...serverChecks(report, texts),
    ];
  } catch (error) {
    if (signal.aborted) throw error;
    const known = toAppError(error);
    return [{ id: 'worker', state: 'problem', text: texts.workerFails(known.message), next: texts.reportIt }];
  } finally {
    await machine.release(signal.aborted);
  }
}
