/** The addresses of Vast.ai's API that the emulator knows (section 4.4), each with the interval it counts against. */
import type { Operation } from './call-intervals.ts';

export type RouteName =
  | 'search' | 'create' | 'list' | 'show' | 'manage' | 'bid' | 'reboot' | 'recycle' | 'destroy' | 'destroy_many' | 'attach_key' | 'list_keys' | 'detach_key'
  | 'account_keys' | 'add_account_key' | 'logs' | 'user' | 'charges' | 'search_volumes' | 'rent_volume' | 'list_volumes' | 'delete_volume'
  | 'price_increases' | 'accept_increase' | 'reject_increase';

export type Permission = 'instance_read' | 'instance_write' | 'user_read' | 'user_write' | 'billing_read' | 'misc';

export interface Route {
  name: RouteName;
  method: string;
  /** `:id` stands for a number. Trailing slashes are dropped before. */
  pattern: string;
  interval: Operation;
  permission: Permission;
}

const route = (name: RouteName, method: string, pattern: string, permission: Permission, interval: Operation = 'other'): Route => ({ name, method, pattern, interval, permission });

const ROUTES: readonly Route[] = [
  route('search', 'POST', '/api/v0/bundles', 'misc', 'search'),
  route('search', 'PUT', '/api/v0/search/asks', 'misc', 'search'),
  route('create', 'PUT', '/api/v0/asks/:id', 'instance_write', 'create'),
  route('list', 'GET', '/api/v1/instances', 'instance_read', 'list'),
  route('price_increases', 'GET', '/api/v0/instances/pending-price-increases', 'instance_read'),
  route('accept_increase', 'PUT', '/api/v0/instances/accept-price-increase', 'instance_write'),
  route('reject_increase', 'PUT', '/api/v0/instances/reject-price-increase', 'instance_write'),
  route('bid', 'PUT', '/api/v0/instances/bid_price/:id', 'instance_write', 'bid'),
  route('reboot', 'PUT', '/api/v0/instances/reboot/:id', 'instance_write', 'reboot'),
  route('recycle', 'PUT', '/api/v0/instances/recycle/:id', 'instance_write', 'recycle'),
  route('logs', 'PUT', '/api/v0/instances/request_logs/:id', 'instance_read', 'execute'),
  route('attach_key', 'POST', '/api/v0/instances/:id/ssh', 'instance_write', 'create_ssh'),
  route('list_keys', 'GET', '/api/v0/instances/:id/ssh', 'instance_read'),
  route('detach_key', 'DELETE', '/api/v0/instances/:id/ssh/:key', 'instance_write', 'detach_ssh'),
  route('show', 'GET', '/api/v0/instances/:id', 'instance_read', 'show'),
  route('manage', 'PUT', '/api/v0/instances/:id', 'instance_write', 'manage'),
  route('destroy', 'DELETE', '/api/v0/instances/:id', 'instance_write', 'destroy'),
  route('destroy_many', 'DELETE', '/api/v0/instances', 'instance_write', 'destroy'),
  route('account_keys', 'GET', '/api/v0/ssh', 'user_read'),
  route('add_account_key', 'POST', '/api/v0/ssh', 'user_write', 'create_ssh'),
  route('user', 'GET', '/api/v0/users/current', 'user_read'),
  route('charges', 'GET', '/api/v0/charges', 'billing_read', 'charges'),
  route('search_volumes', 'POST', '/api/v0/volumes/search', 'misc', 'search'),
  route('rent_volume', 'PUT', '/api/v0/volumes', 'instance_write', 'rent_volume'),
  route('list_volumes', 'GET', '/api/v0/volumes', 'instance_read'),
  route('delete_volume', 'DELETE', '/api/v0/volumes', 'instance_write'),
];

const COMPILED = ROUTES.map((one) => ({ route: one, test: new RegExp(`^${one.pattern.replace(/:(\w+)/g, '(?<$1>\\d+)')}$`) }));

export interface FoundRoute {
  route: Route;
  /** Of the instance or the ask; 0 where the address names none. */
  id: number;
  /** Of an attached key. */
  keyId: number;
}

export function findRoute(method: string, path: string): FoundRoute | undefined {
  const plain = path.replace(/\/+$/, '');
  for (const { route: one, test } of COMPILED) {
    const groups = one.method === method ? test.exec(plain) : null;
    if (groups) return { route: one, id: Number(groups.groups?.id ?? 0), keyId: Number(groups.groups?.key ?? 0) };
  }
  return undefined;
}
