/** The command `confirm`: the end of a job in two steps. The first says what will be wiped, the second does it. */
import { bytesInWords } from '../models/table.ts';
import { printable } from '../analyze/progress.ts';
import { exitCodes } from '../analyze/report-outcome.ts';
import { oneWord, type RemoteCommand } from './command.ts';

export const confirm: RemoteCommand = {
  flags: { yes: { type: 'boolean', short: 'y' }, anonymise: { type: 'boolean' } },
  async run(remote) {
    const { texts, language, say, around: { signal } } = remote;
    const path = { jobId: oneWord(remote, 'job') };
    const { api } = await remote.client();
    const job = await api.getJob({ path }, { signal });
    const { deletes, keeps, anonymises, confirmationToken } = await api.requestCompletion({ path, body: { anonymise: remote.flag('anonymise') } }, { signal });
    say(texts.deletes(deletes.mediaIds.length, bytesInWords(deletes.sizeBytes, language)));
    if (keeps.mediaIds.length > 0) say(texts.keepsMedia(keeps.mediaIds.length));
    say(texts.keeps(keeps.runs, keeps.observations));
    if (anonymises) say(texts.anonymises);
    const name = printable(job.name);
    if (!remote.flag('yes') && (await remote.prompt().ask(texts.askConfirm(name))).trim() !== name.trim()) {
      say(texts.notConfirmed);
      return exitCodes.cancelled;
    }
    const confirmed = await api.confirmCompletion({ path, body: { confirmationToken } }, { signal });
    remote.tell(confirmed, `${texts.confirmed}\n`);
    return exitCodes.done;
  },
};
