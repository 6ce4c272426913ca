/** The server's process as far as machines and money are concerned: the real saga, reaper and providers over gated effects. */
import type { Provider } from '../../../src/gpu/provider.ts';
import { runpodProvider } from '../../../src/gpu/runpod/provider.ts';
import { vastaiProvider } from '../../../src/gpu/vastai/provider.ts';
import { emergencyStop, startReaper, type MachineAccess, type MachineSession, type RentalNotice, type RentalParts } from '../../../src/rental/index.ts';
import { seededRandom } from '../../emulators/core/random.ts';
import { sabotaged, type Sabotage } from './sabotage.ts';
import type { Scenario } from './scenario.ts';
import type { ServerLife } from './server-life.ts';
import { simulatedAccess } from './simulated-access.ts';
import { INSTALLATION, KEYS, URLS, type World } from './world.ts';

export interface Server {
  readonly life: ServerLife;
  readonly parts: RentalParts;
  emergencyStop(): Promise<void>;
}

/** Which effect a request is, so that the server can die around each kind. */
async function effectOf(request: Request): Promise<string> {
  const { pathname } = new URL(request.url);
  if (pathname === '/graphql') {
    const text = await request.clone().text();
    return /pod(?:Rent|FindAndDeploy)/.test(text) ? 'fetch create' : text.includes('podTerminate') ? 'fetch delete' : 'fetch read';
  }
  if (request.method === 'DELETE') return 'fetch delete';
  if ((request.method === 'POST' && pathname === '/v2/pods') || pathname.startsWith('/api/v0/asks/')) return 'fetch create';
  return pathname === '/v2/pods' || pathname.startsWith('/api/v1/instances') ? 'fetch list' : 'fetch read';
}

const NAME = /aima-[a-z0-9]{6}-[a-z0-9]{6}-\d+-[0-9a-f]{8}/;

async function noteCreate({ asked }: World, request: Request): Promise<void> {
  const name = NAME.exec(await request.clone().text())?.[0] ?? 'nameless';
  asked.set(name, (asked.get(name) ?? 0) + 1);
}

function providers(world: World, life: ServerLife, random: () => number, sabotage: Sabotage | undefined): Provider[] {
  const fetch = async (request: Request): Promise<Response> => {
    const effect = await effectOf(request);
    return life.effect(effect, async () => {
      if (effect === 'fetch create') await noteCreate(world, request);
      const answer = await world.fetch(request);
      if (effect !== 'fetch read') world.log.write(`${life.name} ${request.method} ${new URL(request.url).pathname}: ${answer.status}`);
      return answer;
    });
  };
  const common = { fetch, clock: life.clock, random };
  return [
    runpodProvider({ ...common, key: KEYS.runpod, apiUrl: URLS.runpod, graphqlUrl: `${URLS.runpod}/graphql` }),
    vastaiProvider({ ...common, key: KEYS.vastai, apiUrl: URLS.vastai }),
  ].map((provider) => sabotaged(provider, sabotage));
}

function gatedAccess(access: MachineAccess, life: ServerLife, sabotage: Sabotage | undefined): MachineAccess {
  const gated = (session: MachineSession): MachineSession => ({
    ...session,
    provision: (options) => life.effect('machine.provision', () => session.provision(options)),
    heartbeat: (terms, signal) => life.effect('machine.heartbeat', () => session.heartbeat(terms, signal)),
    wipe: (signal) => (sabotage === 'no-wipe' ? Promise.resolve({ filesLeft: 0 }) : life.effect('machine.wipe', () => session.wipe(signal))),
    close: () => life.effect('machine.close', () => session.close()),
  });
  return {
    ...access,
    makeKeys: () => life.effect('machine.keys', () => access.makeKeys()),
    login: async (rental, ways, signal) => gated(await life.effect('machine.login', () => access.login(rental, ways, signal))),
  };
}

export interface ServerOptions {
  world: World;
  plan: Scenario;
  life: ServerLife;
  sabotage: Sabotage | undefined;
  onNotice(notice: RentalNotice): void;
  /** Whether a machine that nobody drives is left for its job. */
  adoptable(jobId: string | undefined): boolean;
}

export function startServer({ world, plan, life, sabotage, onNotice, adoptable }: ServerOptions): Server {
  const chance = seededRandom(`server ${plan.seed} ${life.name}`);
  const random = (): number => chance.next();
  const parts: RentalParts = {
    ledger: life.guard('ledger', world.ledger),
    providers: providers(world, life, random, sabotage),
    access: gatedAccess(simulatedAccess({ clock: life.clock, random: chance.fork('machines'), host: world.host, withoutLease: sabotage === 'no-lease', setupFails: plan.setupFails, breaks: plan.breaks }), life, sabotage),
    clock: life.clock, random, installation: INSTALLATION, holder: life.name,
    tell(notice) { if (!life.dead) onNotice(notice); },
  };
  if (sabotage !== 'no-reaper') startReaper(parts, { adoptable: ({ jobId }) => adoptable(jobId) });
  return {
    life, parts,
    async emergencyStop() { await emergencyStop(parts); },
  };
}
