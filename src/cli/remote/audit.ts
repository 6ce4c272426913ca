/** The command `audit`: the log of the workspace, or with --system the installation's, from the server. */
import { once } from 'node:events';
import { Readable } from 'node:stream';
import type { ReadableStream } from 'node:stream/web';
import { AppError } from '../../kernel/app-error.ts';
import { exitCodes } from '../analyze/report-outcome.ts';
import { table } from '../models/table.ts';
import type { Remote, RemoteCommand } from './command.ts';

const SHOWN = 100;
const HEAD = /^(\d+):([0-9a-f]{64})$/;

const words = {
  en: {
    usage: 'aima audit [list|export|verify] (--system: of the installation; list, export: --action A --actor A --storage; verify: --head N:HASH)',
    whole: (entries: number, head: string) => `The log is as it was written: ${entries} entries. Its end, to be written down: ${head}`,
    broken: (seq: number) => `The log is not as it was written, from entry ${seq} on: `,
    kinds: { changed: 'the entry was changed.', missing: 'an entry is missing.', cut_off: 'its end was cut off.', not_remembered: 'it is not the log whose end was written down.' },
  },
  de: {
    usage: 'aima audit [list|export|verify] (--system: der Installation; list, export: --action A --actor A --storage; verify: --head N:HASH)',
    whole: (entries: number, head: string) => `Das Log ist, wie es geschrieben wurde: ${entries} Einträge. Sein Ende, zum Notieren: ${head}`,
    broken: (seq: number) => `Das Log ist ab Eintrag ${seq} nicht mehr, wie es geschrieben wurde: `,
    kinds: { changed: 'Der Eintrag wurde verändert.', missing: 'Ein Eintrag fehlt.', cut_off: 'Sein Ende wurde abgeschnitten.', not_remembered: 'Es ist nicht das Log, dessen Ende notiert wurde.' },
  },
};

const filterOf = ({ option, flag }: Remote): { action?: string; actor?: string; about?: 'storage' } => {
  const [action, actor] = [option('action'), option('actor')];
  return { ...(action === undefined ? {} : { action }), ...(actor === undefined ? {} : { actor }), ...(flag('storage') ? { about: 'storage' } : {}) };
};

async function list(remote: Remote): Promise<number> {
  const client = await remote.client();
  const entries = [];
  for await (const entry of client.pages(remote.flag('system') ? 'listSystemAudit' : 'listAudit', { query: { ...filterOf(remote), limit: SHOWN } }, { signal: remote.around.signal })) {
    entries.push(entry);
    if (entries.length === SHOWN) break;
  }
  const rows = entries.map(({ seq, at, actor, action, objectType, objectId, details }) => [String(seq), at, actor, action, `${objectType} ${objectId}`, JSON.stringify(details)]);
  remote.tell({ entries }, rows.length === 0 ? `${remote.texts.none}\n` : table(rows));
  return exitCodes.done;
}

async function exportAll(remote: Remote): Promise<number> {
  const { stdout, signal } = remote.around;
  const client = await remote.client();
  const { body } = await client.raw(remote.flag('system') ? 'exportSystemAudit' : 'exportAudit', { query: filterOf(remote) }, { signal });
  if (!body) throw new AppError('SERVER_ANSWER_INVALID', 'The answer is empty.');
  // The same streams under two types: those of the language and those of Node.
  for await (const chunk of Readable.fromWeb(body as ReadableStream<Uint8Array>)) if (!stdout.write(chunk)) await once(stdout, 'drain');
  return exitCodes.done;
}

/** @returns exit code 4 where the log is not whole */
async function verify(remote: Remote): Promise<number> {
  const text = words[remote.language];
  const given = remote.option('head');
  const [, seq, hash] = given === undefined ? [] : HEAD.exec(given) ?? [];
  if (given !== undefined && (seq === undefined || hash === undefined)) throw new AppError('USAGE', text.usage);
  const client = await remote.client();
  const query = seq === undefined || hash === undefined ? {} : { seq: Number(seq), hash };
  const result = await client.api[remote.flag('system') ? 'verifySystemAudit' : 'verifyAudit']({ query }, { signal: remote.around.signal });
  const { entries, head, fault } = result;
  remote.tell(result, fault === undefined ? `${text.whole(entries, `${head.seq}:${head.hash}`)}\n` : `${text.broken(fault.seq)}${text.kinds[fault.kind]}\n`);
  return result.whole ? exitCodes.done : exitCodes.partly;
}

export const audit: RemoteCommand = {
  flags: { system: { type: 'boolean' }, storage: { type: 'boolean' }, action: { type: 'string' }, actor: { type: 'string' }, head: { type: 'string' } },
  run(remote) {
    const [what = 'list', more] = remote.words;
    const commands: Record<string, (remote: Remote) => Promise<number>> = { list, export: exportAll, verify };
    const command = Object.hasOwn(commands, what) ? commands[what] : undefined;
    if (!command || more !== undefined) throw new AppError('USAGE', words[remote.language].usage);
    return command(remote);
  },
};
