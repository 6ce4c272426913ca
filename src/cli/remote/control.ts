/** The commands `pause`, `resume`, `cancel` and `retry`. */
import type { Client } from '@aima/contract/client';
import { exitCodes } from '../analyze/report-outcome.ts';
import { oneWord, type RemoteCommand } from './command.ts';

type Control = 'pause' | 'resume' | 'cancel' | 'retry';

const ask: Record<Control, (api: Client['api'], jobId: string, signal: AbortSignal) => Promise<unknown>> = {
  pause: (api, jobId, signal) => api.pauseJob({ path: { jobId } }, { signal }),
  resume: (api, jobId, signal) => api.resumeJob({ path: { jobId } }, { signal }),
  cancel: (api, jobId, signal) => api.cancelJob({ path: { jobId } }, { signal }),
  retry: (api, jobId, signal) => api.retryJob({ path: { jobId } }, { signal }),
};

const command = (control: Control): RemoteCommand => ({
  async run(remote) {
    const { api } = await remote.client();
    const job = await ask[control](api, oneWord(remote, 'job'), remote.around.signal);
    remote.tell(job, `${remote.texts.done[control]}\n`);
    return exitCodes.done;
  },
});

export const pause = command('pause');
export const resume = command('resume');
export const cancel = command('cancel');
export const retry = command('retry');
