/**
 * Vast.ai: a market on which each offer is one machine of somebody. What its answers mean for the contract; the calls are in
 * wire.ts. Sources and the field notes behind each rule: docs/decisions/0017-providers.md.
 */
import type { Clock } from '../../kernel/clock.ts';
import { providerHttp } from '../http/client.ts';
import type { InstanceView, Launch, LaunchRequest, Offer, Provider } from '../provider.ts';
import { allInstances, chargedUsd, volumeWatch } from './account.ts';
import { statusOf, viewOf, volumeId, volumeView } from './instance-view.ts';
import { keyWatch } from './key-watch.ts';
import { launchOutcome } from './launch-outcome.ts';
import { marketOffers } from './market.ts';
import { diskGbOf, NO_WISH, readOfferId } from './offer-rules.ts';
import { sharedEnd, sharedLook } from './shared-calls.ts';
import { bareKey, KEY_VARIABLE, LONGEST_START_SCRIPT, startScript } from './start-script.ts';
import { vastaiWire } from './wire.ts';

/** Both ways in: to the machine itself and over the provider's proxy. */
const RUN_TYPE = 'ssh_direct ssh_proxy';
const LONGEST_LABEL = 256;
const LONGEST_ENVIRONMENT = 32_768;

export interface VastaiParts {
  key: string;
  fetch(request: Request): Promise<Response>;
  clock: Clock;
  random(): number;
  /** Default `https://console.vast.ai`. */
  apiUrl?: string;
  /** Whether a name of an instance is one that we gave; by default those that any AIMA gives. */
  ours?(name: string): boolean;
}

const invalid = (message: string): Launch => ({ outcome: 'refused', reason: 'invalid', message });

/** What is sent to rent, or why nothing is sent at all. */
function order(offer: Offer, { name, rent }: LaunchRequest): { ask: number; body: Record<string, unknown> } | Launch {
  const read = readOfferId(offer.id);
  if (!read) return invalid(`${offer.id} is no offer of Vast.ai.`);
  // Without a bid the machine would be rented at its full price.
  if ((offer.machine?.interruptible === true) !== (read.bid !== undefined)) return invalid('The offer does not say what is bid.');
  if (!rent) return invalid('A rented machine needs a key, an image and a start script.');
  const key = bareKey(rent.publicKey);
  if (key === undefined) return invalid('That is no OpenSSH public key.');
  const onstart = startScript(key, rent.bootScript);
  const env = { ...rent.env, [KEY_VARIABLE]: key };
  if (onstart.length > LONGEST_START_SCRIPT) return invalid(`The start script has ${onstart.length} characters; Vast.ai takes ${LONGEST_START_SCRIPT}.`);
  if (name.length > LONGEST_LABEL || JSON.stringify(env).length > LONGEST_ENVIRONMENT) return invalid('The name or the environment is too long.');
  return {
    ask: read.ask,
    body: {
      client_id: 'me', image: rent.image, label: name, disk: diskGbOf(rent.diskGb), runtype: RUN_TYPE, env, onstart, target_state: 'running',
      // Else a bid that loses is parked as a stopped instance that costs its disk.
      cancel_unavail: true,
      ...(read.bid !== undefined && { price: read.bid }),
    },
  };
}

export function vastaiProvider({ key, fetch, clock, random, apiUrl = 'https://console.vast.ai', ours = (name) => name.startsWith('aima-') }: VastaiParts): Provider {
  const wire = vastaiWire(providerHttp({ provider: 'Vast.ai', fetch, clock, random, key, baseUrl: apiUrl.replace(/\/+$/, '') }));
  const look = sharedLook(wire, clock);
  const end = sharedEnd(wire, clock);
  const keys = keyWatch(wire, clock);
  const volumes = volumeWatch(wire, clock);

  async function list(signal?: AbortSignal): Promise<InstanceView[]> {
    const instances = await allInstances(wire, signal);
    return [...instances.map(viewOf), ...(await volumes.list(signal)).map(volumeView)];
  }

  return {
    name: 'vastai',
    remote: true,
    list,
    offers: (query = NO_WISH, signal) => marketOffers(wire, query, clock, signal),

    async launch(offer, request) {
      const asked = order(offer, request);
      if ('outcome' in asked) return asked;
      const reply = await wire.create(asked.ask, asked.body, request.signal);
      return 'unknown' in reply ? { outcome: 'unknown', message: reply.unknown } : launchOutcome(reply.answer);
    },

    async inspect(id, signal) {
      const volume = volumeId(id);
      if (volume !== undefined) return (await wire.volumes(signal)).filter((row) => row.id === volume).map(volumeView)[0];
      const instance = await look(id, signal);
      if (!instance) return undefined;
      const status = statusOf(instance);
      if ((status === 'starting' || status === 'running') && ours(instance.label ?? '')) keys.look(instance);
      return viewOf(instance);
    },

    terminate(id, signal) {
      const volume = volumeId(id);
      keys.forget(id);
      return volume === undefined ? end(id, signal) : wire.deleteVolume(volume, signal);
    },

    charged: (id, signal) => chargedUsd(wire, id, clock, signal),
    balance: async (signal) => ({ usd: await wire.creditUsd(signal) }),

    /** A host may propose a higher price for a contract that runs: it is never accepted, and for ours refused. */
    async sweep() {
      const increases = await wire.increases();
      if (increases.length === 0) return;
      const mine = new Set((await allInstances(wire, undefined)).filter(({ label }) => ours(label ?? '')).map((row) => String(row.id)));
      for (const { id, instance } of increases) if (mine.has(instance)) await wire.rejectIncrease(id);
    },
  };
}
