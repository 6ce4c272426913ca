/**
 * Decides where a connection may go. A name is resolved once, every address of it is checked, and the connection goes
 * to exactly the address that was checked: a name that points elsewhere a moment later (DNS rebinding) changes nothing.
 */
import { lookup } from 'node:dns/promises';
import { BlockList, isIP, type LookupFunction } from 'node:net';
import { AppError } from '../kernel/app-error.ts';
import { isPublicAddress } from './public-address.ts';

/** All addresses of a name, as the system resolves it. */
export type Resolver = (host: string) => Promise<readonly string[]>;

interface Pinned {
  address: string;
  family: 4 | 6;
}

export interface AddressGuard {
  /** @throws AppError ADDRESS_REFUSED for internal addresses, SOURCE_UNREACHABLE where the name is unknown */
  pin(host: string): Promise<readonly Pinned[]>;
  /** What was refused so far, so that whoever runs a program behind it can tell the true reason. */
  refusals(): readonly AppError[];
}

/** `host`, `192.168.1.20`, `10.0.0.0/8`, `fd00::/8`: what the person who runs AIMA names as their own. */
export interface InternalHosts {
  names: ReadonlySet<string>;
  networks: BlockList;
}

const withoutBrackets = (host: string): string => host.replace(/^\[(.*)\]$/, '$1');
/** One name for one host: small letters, no root dot, no brackets. */
const plain = (host: string): string => withoutBrackets(host.trim().toLowerCase()).replace(/\.$/, '');

const versionOf = (address: string): 'ipv4' | 'ipv6' => isIP(address) === 6 ? 'ipv6' : 'ipv4';

/** @param list comma-separated, as in AIMA_INTERNAL_HOSTS @throws AppError USAGE for an entry that is neither a host nor a network */
export function parseInternalHosts(list: string | undefined): InternalHosts {
  const names = new Set<string>();
  const networks = new BlockList();
  for (const entry of (list ?? '').split(',').map(plain).filter((text) => text !== '')) {
    const [host = '', bits] = entry.split('/');
    const most = isIP(host) === 6 ? 128 : 32;
    const wrong = isIP(host) === 0 ? bits !== undefined || !/^[a-z0-9_.-]+$/.test(host) : bits !== undefined && !(/^\d{1,3}$/.test(bits) && Number(bits) <= most);
    if (wrong) throw new AppError('USAGE', `AIMA_INTERNAL_HOSTS: '${entry}' is neither a host nor a network such as 192.168.1.0/24.`);
    if (isIP(host) === 0) names.add(host);
    else networks.addSubnet(host, bits === undefined ? most : Number(bits), versionOf(host));
  }
  return { names, networks };
}

const systemResolver: Resolver = async (host) => (await lookup(host, { all: true, verbatim: true })).map(({ address }) => address);

const familyOf = (address: string): 4 | 6 => isIP(address) === 6 ? 6 : 4;

export function addressGuard({ internal, resolve = systemResolver }: { internal: InternalHosts; resolve?: Resolver | undefined }): AddressGuard {
  const refused: AppError[] = [];
  const isAllowed = (name: string, address: string): boolean =>
    isPublicAddress(address) || internal.names.has(name) || (isIP(address) !== 0 && internal.networks.check(address, versionOf(address)));

  const addressesOf = async (name: string): Promise<readonly string[]> => {
    if (isIP(name) !== 0) return [name];
    try {
      return await resolve(name);
    } catch (error) {
      throw new AppError('SOURCE_UNREACHABLE', `The host ${name} is not known.`, { host: name }, error);
    }
  };

  return {
    async pin(host) {
      const name = plain(host);
      const addresses = await addressesOf(name);
      const pinned = addresses.filter((each) => isAllowed(name, each)).map((address) => ({ address, family: familyOf(address) }));
      if (pinned.length > 0) return pinned.sort((a, b) => a.family - b.family);
      const error = addresses.length === 0
        ? new AppError('SOURCE_UNREACHABLE', `The host ${name} has no address.`, { host: name })
        : new AppError('ADDRESS_REFUSED', `The host ${name} leads to an internal address; nothing was sent there.`, { host: name });
      if (error.code === 'ADDRESS_REFUSED') refused.push(error);
      throw error;
    },
    refusals: () => refused,
  };
}

/** For sockets: whatever name they are given, they get the checked addresses and no others. */
export const pinnedLookup = (pinned: readonly Pinned[]): LookupFunction => (_host, options, callback) => {
  const [first] = pinned;
  if (options.all === true) callback(null, pinned.map(({ address, family }) => ({ address, family })));
  else callback(null, first?.address ?? '', first?.family ?? 4);
};

/** Nothing that speaks another protocol (mail, name service, remote shells) is spoken to. */
export const isWebPort = (port: number): boolean => port === 80 || port === 443 || (port >= 1024 && port <= 65_535);
