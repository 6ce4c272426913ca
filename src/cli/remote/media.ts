/** The command `media`: what is in the library. */
import type { MediaKind } from '@aima/contract';
import { printable } from '../analyze/progress.ts';
import { exitCodes } from '../analyze/report-outcome.ts';
import { bytesInWords, table } from '../models/table.ts';
import { oneWord, type Remote, type RemoteCommand } from './command.ts';
import { dayInWords, lengthInWords } from './words.ts';

const PAGE = 50;

async function one(remote: Remote): Promise<void> {
  const { language, around: { signal } } = remote;
  const medium = await (await remote.client()).api.getMedium({ path: { mediaId: oneWord(remote, 'medium') } }, { signal });
  const lines = [
    `${printable(medium.name)} (${medium.id})`,
    [medium.kind ?? medium.contentType, ...(medium.durationMs > 0 ? [lengthInWords(medium.durationMs / 1000)] : []), bytesInWords(medium.sizeBytes, language), medium.state].join(', '),
    `SHA-256 ${medium.sha256}`,
    ...(medium.deleteAt === undefined ? [] : [remote.texts.deleteAt(dayInWords(medium.deleteAt, language))]),
  ];
  remote.tell(medium, `${lines.join('\n')}\n`);
}

async function list(remote: Remote): Promise<void> {
  const { texts, language, around: { signal } } = remote;
  const [kind, text, all] = [remote.option('kind'), remote.option('text'), remote.flag('all')];
  const client = await remote.client();
  const media = [];
  let more = false;
  // The server refuses an unknown kind and names the known ones.
  for await (const medium of client.pages('listMedia', { query: { limit: all ? 500 : PAGE, ...(kind === undefined ? {} : { kind: kind as MediaKind }), ...(text === undefined ? {} : { text }) } }, { signal })) {
    if (!all && media.length === PAGE) {
      more = true;
      break;
    }
    media.push(medium);
  }
  const rows = media.map(({ id, name, kind: is, durationMs, sizeBytes, state }) => [id, printable(name), is ?? '', durationMs > 0 ? lengthInWords(durationMs / 1000) : '', bytesInWords(sizeBytes, language), state]);
  remote.tell({ media, more }, rows.length === 0 ? `${texts.none}\n` : `${table([texts.columns.media, ...rows])}${more ? `${texts.more(PAGE)}\n` : ''}`);
}

export const media: RemoteCommand = {
  flags: { kind: { type: 'string' }, text: { type: 'string' }, all: { type: 'boolean' } },
  async run(remote) {
    await (remote.words.length > 0 ? one(remote) : list(remote));
    return exitCodes.done;
  },
};
