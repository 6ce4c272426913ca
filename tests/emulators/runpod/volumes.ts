/** Network volumes: they outlive the pods that used them, and cost until they are deleted. */
import type { EmulatorCore } from '../core/emulator.ts';
import type { Tenant } from '../core/tenants.ts';
import { problem } from './answers.ts';
import { schemaErrors, VolumeBody, VolumePatch } from './order.ts';
import type { Pods } from './pods.ts';

interface Volume { id: string; tenant: string; name: string; size: number; dataCenter: string; type: string; gone: boolean }

const MONTH_HOURS = 720;
/** USD an hour: 0.07 per GB and month up to 1 TB, 0.05 above it. */
const rate = (gb: number): number => (Math.min(gb, 1_000) * 0.07 + Math.max(0, gb - 1_000) * 0.05) / MONTH_HOURS;

export interface Volumes {
  list(tenant: Tenant): Response;
  create(tenant: Tenant, body: unknown): Response;
  patch(tenant: Tenant, id: string, body: unknown): Response;
  remove(tenant: Tenant, id: string, by: string): Response;
  get(tenant: Tenant, id: string): Response;
  find(tenant: Tenant, id: string): Volume | undefined;
}

export function createVolumes(core: EmulatorCore, pods: Pods): Volumes {
  const { ledger } = core;
  const random = core.random.fork('volumes');
  const all = new Map<string, Volume>();
  const shown = ({ id, name, size, dataCenter, type }: Volume): object => ({ id, name, size, dataCenter, type });
  const find = (tenant: Tenant, id: string): Volume | undefined => {
    const volume = all.get(id);
    return volume && volume.tenant === tenant.id && !volume.gone ? volume : undefined;
  };
  const missing = (): Response => problem(404, 'network volume not found');
  return {
    find,
    list: (tenant) => Response.json({ networkVolumes: [...all.values()].filter((volume) => find(tenant, volume.id)).map(shown) }),
    get(tenant, id) {
      const volume = find(tenant, id);
      return volume ? Response.json(shown(volume)) : missing();
    },
    create(tenant, body) {
      const parsed = VolumeBody.safeParse(body, { reportInput: true });
      if (!parsed.success) return problem(422, 'Request validation failed.', { errors: schemaErrors(parsed.error) });
      const volume: Volume = { id: random.id(10), tenant: tenant.id, gone: false, ...parsed.data };
      all.set(volume.id, volume);
      ledger.open({ id: volume.id, kind: 'volume', tenant: tenant.id, name: volume.name });
      ledger.setRate(volume.id, 'volume', rate(volume.size));
      pods.recheck(tenant);
      return Response.json(shown(volume), { status: 201 });
    },
    patch(tenant, id, body) {
      const volume = find(tenant, id);
      if (!volume) return missing();
      const parsed = VolumePatch.safeParse(body, { reportInput: true });
      if (!parsed.success) return problem(422, 'Request validation failed.', { errors: schemaErrors(parsed.error) });
      if ((parsed.data.size ?? volume.size) < volume.size) return problem(400, 'network volumes can only grow');
      volume.name = parsed.data.name ?? volume.name;
      volume.size = parsed.data.size ?? volume.size;
      ledger.setRate(volume.id, 'volume', rate(volume.size));
      pods.recheck(tenant);
      return Response.json(shown(volume));
    },
    remove(tenant, id, by) {
      const volume = find(tenant, id);
      if (!volume) return missing();
      const used = [...pods.all.values()].some((pod) => pod.goneMs === undefined && pod.order.volumeId === id);
      ledger.touch({ resource: id, by, what: 'delete', outcome: used ? 'refused' : 'accepted' });
      if (used) return problem(409, 'network volume is in use');
      volume.gone = true;
      ledger.close(id);
      pods.recheck(tenant);
      return new Response(null, { status: 204 });
    },
  };
}
