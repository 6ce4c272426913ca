/** The command `providers`: who lends machines, whether their keys work, what is left in the accounts; and entering a key. */
import type { Client } from '@aima/contract/client';
import type { Language } from '@aima/contract';
import { AppError } from '../../kernel/app-error.ts';
import { exitCodes } from '../analyze/report-outcome.ts';
import { table } from '../models/table.ts';
import type { Remote, RemoteCommand } from './command.ts';
import { usdInWords } from './money-words.ts';

type Provider = Awaited<ReturnType<Client['api']['listProviders']>>['items'][number];

const words = {
  en: {
    usage: 'aima providers [set NAME (--key-from-stdin)|remove NAME|test [NAME]]',
    columns: ['PROVIDER', 'KEY', 'READS', 'MAKES AND ENDS', 'BALANCE', 'MACHINES', ''],
    from: { settings: 'entered', environment: 'environment' } as Readonly<Record<string, string>>, noKey: 'no key', none: 'none needed', yes: 'yes', no: 'NO', unknown: '?', ask: (name: string) => `Key of ${name} (does not show): `,
    kept: (name: string) => `The key of ${name} is kept, encrypted.`, removed: (name: string) => `The key of ${name} that was entered is forgotten.`,
  },
  de: {
    usage: 'aima providers [set NAME (--key-from-stdin)|remove NAME|test [NAME]]',
    columns: ['ANBIETER', 'SCHLÜSSEL', 'LIEST', 'LEGT AN UND BEENDET', 'GUTHABEN', 'MASCHINEN', ''],
    from: { settings: 'eingetragen', environment: 'Umgebung' } as Readonly<Record<string, string>>, noKey: 'keiner', none: 'keiner nötig', yes: 'ja', no: 'NEIN', unknown: '?', ask: (name: string) => `Schlüssel von ${name} (wird nicht gezeigt): `,
    kept: (name: string) => `Der Schlüssel von ${name} ist behalten, verschlüsselt.`, removed: (name: string) => `Der eingetragene Schlüssel von ${name} ist vergessen.`,
  },
};

function row({ name, rents, setUp, keyFrom, test }: Provider, language: Language): string[] {
  const { from, noKey, none, yes, no, unknown } = words[language];
  const may = (value: boolean | null): string => (value === null ? unknown : value ? yes : no);
  const key = !rents ? none : setUp ? from[keyFrom ?? ''] ?? '' : noKey;
  if (!test) return [name, key, '', '', '', '', ''];
  const { mayRead, mayWrite, balanceUsd, machines, message } = test;
  return [name, key, may(mayRead), may(mayWrite), balanceUsd === null ? '' : `${usdInWords(balanceUsd, language)} USD`, String(machines ?? ''), message ?? ''];
}

const tell = (remote: Remote, items: readonly Provider[], before = ''): void => {
  remote.tell({ providers: items }, `${before}${table([words[remote.language].columns, ...items.map((each) => row(each, remote.language))])}`);
};

/** The key comes in a line of standard input or is typed without showing; never in the command line, which others can read. */
async function set(remote: Remote, provider: string): Promise<void> {
  const text = words[remote.language];
  const key = (await remote.prompt().ask(remote.flag('key-from-stdin') ? '' : text.ask(provider), true)).trim();
  const { api } = await remote.client();
  tell(remote, [await api.setProviderKey({ path: { provider }, body: { key } }, { signal: remote.around.signal })], `${text.kept(provider)}\n`);
}

async function test(remote: Remote, name: string | undefined): Promise<number> {
  const { api } = await remote.client();
  const { signal } = remote.around;
  const names = name === undefined ? (await api.listProviders({}, { signal })).items.filter(({ setUp, rents }) => setUp && rents).map((each) => each.name) : [name];
  const items = await Promise.all(names.map((provider) => api.testProvider({ path: { provider } }, { signal })));
  tell(remote, items);
  return items.every((each) => each.test?.message === undefined) ? exitCodes.done : exitCodes.partly;
}

export const providers: RemoteCommand = {
  flags: { 'key-from-stdin': { type: 'boolean' } },
  async run(remote) {
    const { words: [word, name, ...more], language, around: { signal } } = remote;
    if (more.length > 0 || (word !== undefined && !['set', 'remove', 'test'].includes(word)) || (word !== undefined && word !== 'test' && name === undefined)) throw new AppError('USAGE', words[language].usage);
    if (word === 'test') return test(remote, name);
    if (word === undefined || name === undefined) tell(remote, (await (await remote.client()).api.listProviders({}, { signal })).items);
    else if (word === 'set') await set(remote, name);
    else tell(remote, [await (await remote.client()).api.removeProviderKey({ path: { provider: name } }, { signal })], `${words[language].removed(name)}\n`);
    return exitCodes.done;
  },
};
