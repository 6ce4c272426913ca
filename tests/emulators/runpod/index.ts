/** An emulated RunPod: REST v2 and as much GraphQL as is needed. */
import { createCore, type Emulator, type EmulatorSettings } from '../core/emulator.ts';
import { interruptible } from '../core/http.ts';
import { createCatalogue, type Catalogue } from './catalogue.ts';
import { creations } from './creation.ts';
import { graphqlHandler } from './graphql.ts';
import { rateLimits } from './limits.ts';
import { createPods, type Pods } from './pods.ts';
import { removals } from './removal.ts';
import { restHandler, type RestParts } from './rest.ts';
import { KNOBS, type RunPodKnobs } from './settings.ts';
import { createShows } from './show.ts';
import { createVolumes } from './volumes.ts';

export interface RunPodEmulator extends Emulator {
  readonly catalogue: Catalogue;
  /** For tests that look behind what is shown. */
  readonly pods: Pods;
}

/** Paths as at `https://api.runpod.io`: `/v2/…` and `/graphql`. */
export function runpodEmulator(settings: EmulatorSettings & { knobs?: Partial<RunPodKnobs> }): RunPodEmulator {
  const core = createCore('runpod', settings);
  const knobs = { ...KNOBS, ...settings.knobs };
  const catalogue = createCatalogue(core.random.fork('catalogue'), () => core.timeline.now());
  const limits = rateLimits(knobs);
  const pods = createPods(core, knobs, catalogue, (secret, id) => {
    const who = core.tenants.signIn(secret);
    if (who === undefined) {
      removal.refused(core.tenants.ownerOf(secret), id);
      return false;
    }
    return removal.remove(who, id).says === 204;
  });
  const removal = removals(core, pods);
  const volumes = createVolumes(core, pods);
  const parts: RestParts = { core, knobs, catalogue, pods, volumes, limits, shows: createShows(core, pods), create: creations(core, pods, catalogue, volumes), ...removal };
  const [rest, graphql] = [restHandler(parts), graphqlHandler(parts)];
  const { handle, interrupt } = interruptible((request) => (new URL(request.url).pathname === '/graphql' ? graphql(request) : rest(request)));
  return {
    ...core, catalogue, pods, handle,
    restart() {
      limits.forget();
      interrupt();
    },
    instances: () => {
      core.timeline.settle();
      return [...pods.all.values()].map((pod) => ({
        id: pod.id, tenant: pod.tenant, name: pod.order.name, intent: pod.intent, status: pod.status, createdMs: pod.createdMs, ...(pod.goneMs !== undefined && { goneMs: pod.goneMs }),
        usdPerHour: core.ledger.billing().find((line) => line.id === pod.id)?.usdPerHour ?? 0,
      }));
    },
  };
}
