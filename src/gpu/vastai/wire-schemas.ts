/**
 * What Vast.ai says, read so that no reply crashes: a number may come as text, anything may be null, new words and fields are
 * passed over. A row without its id is the one thing that cannot be used.
 */
import { z } from 'zod';
import { flag, numeric, text } from '../http/tolerant.ts';

const Id = numeric.pipe(z.int().nonnegative());

/** One row of a search; `id` is the number that is rented. Memory in MB, disk in GB, prices in USD. */
export const WireOffer = z.object({
  id: Id,
  machine_id: text,
  hosting_type: numeric,
  gpu_name: z.string(),
  num_gpus: numeric.pipe(z.int().positive()),
  gpu_ram: numeric.pipe(z.number().positive()),
  disk_space: numeric,
  dph_base: numeric,
  dph_total: numeric.pipe(z.number().nonnegative()),
  storage_cost: numeric,
  min_bid: numeric,
  inet_up: numeric,
  inet_down: numeric,
  inet_up_cost: numeric,
  inet_down_cost: numeric,
  internet_up_cost_per_tb: numeric,
  internet_down_cost_per_tb: numeric,
  reliability2: numeric,
  reliability: numeric,
  cuda_max_good: numeric,
  compute_cap: numeric,
  cpu_arch: text,
  direct_port_count: numeric,
  geolocation: text,
  verification: text,
  rentable: flag,
  rented: flag,
  external: flag,
  duration: numeric,
  end_date: numeric,
});
export type WireOffer = z.infer<typeof WireOffer>;

/** `22/tcp` to where it is reached; absent, null or a list while nothing is known. */
const Ports = z.record(z.string(), z.array(z.object({ HostPort: numeric })).nullish().catch(undefined)).optional().catch(undefined);

export const WireInstance = z.object({
  id: Id,
  label: text,
  machine_id: text,
  actual_status: text,
  intended_status: text,
  cur_state: text,
  next_state: text,
  status_msg: text,
  image_runtype: text,
  /** Pairs of name and value; an object has been documented too. */
  extra_env: z.unknown(),
  ssh_host: text,
  ssh_port: numeric,
  machine_dir_ssh_port: numeric,
  public_ipaddr: text,
  ports: Ports,
  dph_total: numeric,
  storage_total_cost: numeric,
  storage_cost: numeric,
  disk_space: numeric,
  is_bid: flag,
  num_gpus: numeric,
  gpu_util: numeric,
  gpu_temp: numeric,
  geolocation: text,
  start_date: numeric,
});
export type WireInstance = z.infer<typeof WireInstance>;

export const InstancePage = z.object({
  success: flag,
  instances: z.array(WireInstance),
  total_instances: numeric.pipe(z.int().nonnegative()),
  next_token: z.string().nullish(),
});
export type InstancePage = z.infer<typeof InstancePage>;

/** After a delete `instances` is null; a list instead of the object has been seen. */
export const OneInstance = z.object({ instances: z.union([WireInstance, z.array(WireInstance), z.null()]) });

/** Rows that cannot be read are nobody's offer and are left out. */
export const OfferPage = z.object({ offers: z.array(z.unknown()) });

export const WireVolume = z.object({ id: Id, label: text, name: text, machine_id: text, disk_space: numeric, size: numeric, storage_cost: numeric, storage_total_cost: numeric, start_date: numeric });
export type WireVolume = z.infer<typeof WireVolume>;
export const Volumes = z.object({ volumes: z.array(WireVolume) });

/** Its rows come as JSON inside of JSON, or plain; a key is looked for in their text. */
export const SshKeys = z.object({ ssh_keys: z.unknown() });

export const Account = z.object({ credit: numeric.pipe(z.number()) });

/** What was booked, by instance and stretch of time; `source` is `instance-<id>`. */
export const ChargesPage = z.object({ results: z.array(z.object({ source: text, amount: numeric.pipe(z.number()) })), next_token: z.string().nullish() });
export type ChargesPage = z.infer<typeof ChargesPage>;

export const PriceIncreases = z.object({ pending_price_increases: z.array(z.object({ pending_price_increase_id: Id, contract_id: Id })) });

/** What errors and short confirmations share; some errors are told with status 200. */
export const Verdict = z.object({
  success: flag,
  error: text,
  new_contract: numeric.pipe(z.int().positive().optional().catch(undefined)),
});
export type Verdict = z.infer<typeof Verdict>;
