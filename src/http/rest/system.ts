/** How the server is: `/health` for everybody, numbers for administrators and for Prometheus. */
import { statfs } from 'node:fs/promises';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { SystemStatus, Health, type MachineView, type SystemAlert } from '@aima/contract';
import { countActions, databaseVersion, jobsByState, storageUse, type Database } from '../../db/index.ts';
import { version } from '../../kernel/version.ts';
import { operation, type Operation } from '../operation.ts';
import type { ResponseTimes } from '../response-times.ts';

/** decisions.md: an answer of the API within a second. */
const SLOW_MS = 1000;
/** Fewer say nothing about a percentile. */
const ENOUGH_REQUESTS = 50;
const FEW_BYTES = 2 * 2 ** 30;

/** What the audit log knows that may be an attack: alarms for a day. */
const INTRUSIONS = [
  { action: 'sign_in.locked', alert: 'sign_ins_locked', severity: 'warning' },
  { action: 'session.reuse_detected', alert: 'session_reused', severity: 'critical' },
] as const;
const DAY_MS = 24 * 3_600_000;

export interface Parts {
  database: boolean;
  storage: boolean;
}

export interface SystemOperationParts {
  database: Database;
  /** What answered when it was last tried, at most some seconds ago. */
  reachable(): Parts;
  stopping(): boolean;
  orchestrator: boolean;
  storage: { kind: 'folder'; folder: string } | { kind: 's3' };
  times: ResponseTimes;
  watchers(): number;
  /** Rented ones that are not gone. */
  machines?(): Promise<readonly MachineView[]>;
  /** What does not work, in sentences, by provider. */
  providers?(): readonly { name: string; message: string }[];
}

const healthOf = ({ reachable, stopping, orchestrator }: SystemOperationParts): Health => {
  const { database, storage } = reachable();
  return {
    product: 'aima', version, status: stopping() ? 'stopping' : database && storage ? 'ok' : 'degraded',
    database: database ? 'ok' : 'unreachable', storage: storage ? 'ok' : 'unreachable', orchestrator: orchestrator ? 'running' : 'not_here',
  };
};

function alertsOf(health: Health, api: SystemStatus['api'], freeBytes: number | undefined): SystemAlert[] {
  return [
    ...(health.database === 'ok' ? [] : [{ alert: 'database_unreachable', severity: 'critical' as const }]),
    ...(health.storage === 'ok' ? [] : [{ alert: 'storage_unreachable', severity: 'critical' as const }]),
    ...(api.requests >= ENOUGH_REQUESTS && api.p95Ms > SLOW_MS ? [{ alert: 'api_slow', severity: 'warning' as const, value: api.p95Ms, limit: SLOW_MS }] : []),
    ...(freeBytes !== undefined && freeBytes < FEW_BYTES ? [{ alert: 'disk_nearly_full', severity: 'critical' as const, value: freeBytes, limit: FEW_BYTES }] : []),
  ];
}

async function freeBytesOf(storage: SystemOperationParts['storage']): Promise<number | undefined> {
  if (storage.kind !== 'folder') return undefined;
  const facts = await statfs(storage.folder).catch(() => undefined);
  return facts && facts.bavail * facts.bsize;
}

const machineAlerts = (machines: readonly MachineView[], providers: readonly { name: string }[]): SystemAlert[] => [
  ...machines.flatMap(({ name, refusedSince }) => (refusedSince === undefined ? [] : [{ alert: 'machine_not_ended', severity: 'critical' as const, object: name }])),
  ...providers.map(({ name }) => ({ alert: 'provider_unusable', severity: 'warning' as const, object: name })),
];

const intrusionAlerts = (counts: ReadonlyMap<string, number>): SystemAlert[] =>
  INTRUSIONS.flatMap(({ action, alert, severity }) => { const value = counts.get(action); return value === undefined ? [] : [{ alert, severity, value }]; });

/** https://prometheus.io/docs/instrumenting/exposition_formats/, text format 0.0.4. */
function prometheusText(status: SystemStatus, times: ResponseTimes): string {
  const { byStatus, buckets, sumMs } = times.totals();
  const gauge = (name: string, help: string, ...rows: readonly (readonly [labels: string, value: number])[]): string[] =>
    [`# HELP ${name} ${help}`, `# TYPE ${name} gauge`, ...rows.map(([labels, value]) => `${name}${labels} ${value}`)];
  const count = buckets.at(-1)?.count ?? 0;
  return [
    '# HELP aima_http_answers_total Answers by class of status.', '# TYPE aima_http_answers_total counter',
    ...[...byStatus].map(([kind, answers]) => `aima_http_answers_total{status="${kind}"} ${answers}`),
    '# HELP aima_http_answer_seconds How long answers took.', '# TYPE aima_http_answer_seconds histogram',
    ...buckets.map((bucket) => `aima_http_answer_seconds_bucket{le="${bucket.leMs === Infinity ? '+Inf' : bucket.leMs / 1000}"} ${bucket.count}`),
    `aima_http_answer_seconds_sum ${sumMs / 1000}`, `aima_http_answer_seconds_count ${count}`,
    ...gauge('aima_up', 'Whether a part answers.', ['{part="database"}', Number(status.health.database === 'ok')], ['{part="storage"}', Number(status.health.storage === 'ok')]),
    ...gauge('aima_jobs', 'Jobs by state.', ...Object.entries(status.queue).map(([state, jobs]) => [`{state="${state}"}`, jobs] as const)),
    ...gauge('aima_machines', 'Rented machines that are not gone.', ['', status.machines?.open ?? 0]),
    ...gauge('aima_machines_usd_per_minute', 'What they cost now.', ['', status.machines?.usdPerMinute ?? 0]),
    ...gauge('aima_security_events', 'Sign-ins that were locked and tokens that came twice, of the last 24 hours.', ...INTRUSIONS.map(({ alert }) => [`{kind="${alert}"}`, status.alerts.find((each) => each.alert === alert)?.value ?? 0] as const)),
    ...gauge('aima_stored_bytes', 'Bytes of stored media.', ['', status.storage.storedBytes]),
    ...gauge('aima_memory_bytes', 'Resident memory of this process.', ['', status.process.memoryBytes]),
    ...gauge('aima_cpu_seconds_total', 'Seconds of computing by this process.', ['', status.process.cpuSeconds]),
    ...gauge('aima_watchers', 'Open WebSockets of this process.', ['', status.watchers]),
    '',
  ].join('\n');
}

/** How long the event loop keeps others waiting is measured from the first question on. */
function statusReader(parts: SystemOperationParts): () => Promise<SystemStatus> {
  const startedAt = new Date(Date.now() - process.uptime() * 1000).toISOString();
  let delay: ReturnType<typeof monitorEventLoopDelay> | undefined;
  return async () => {
    if (!delay) {
      delay = monitorEventLoopDelay({ resolution: 20 });
      delay.enable();
    }
    const health = healthOf(parts);
    const { memory, cpu } = { memory: process.memoryUsage(), cpu: process.cpuUsage() };
    const eventLoopDelayMs = Math.round(delay.percentile(99) / 1e4) / 100;
    delay.reset();
    const facts = await parts.database.read('everything', async (tx) => ({ database: await databaseVersion(tx), queue: await jobsByState(tx), use: await storageUse(tx), intrusions: await countActions(tx, null, INTRUSIONS.map(({ action }) => action), new Date(Date.now() - DAY_MS).toISOString()) }));
    const [freeBytes, machines] = await Promise.all([freeBytesOf(parts.storage), parts.machines?.() ?? []]);
    const api = parts.times.summary();
    return {
      health, versions: { aima: version, node: process.versions.node, database: `${facts.database}${parts.database.kind === 'embedded' ? ' (embedded)' : ''}` },
      process: { pid: process.pid, startedAt, uptimeSeconds: Math.round(process.uptime()), memoryBytes: memory.rss, heapBytes: memory.heapUsed, cpuSeconds: Math.round((cpu.user + cpu.system) / 1e4) / 100, eventLoopDelayMs },
      queue: facts.queue,
      storage: { kind: parts.storage.kind, mediaCount: facts.use.mediaCount, storedBytes: facts.use.storedBytes, uploadBytes: facts.use.uploadBytes, ...(freeBytes === undefined ? {} : { freeBytes }) },
      api, watchers: parts.watchers(), machines: { open: machines.length, usdPerMinute: machines.reduce((sum, { usdPerMinute }) => sum + usdPerMinute, 0) },
      alerts: [...alertsOf(health, api, freeBytes), ...machineAlerts(machines, parts.providers?.() ?? []), ...intrusionAlerts(facts.intrusions)],
    };
  };
}

export function systemOperations(parts: SystemOperationParts): Operation[] {
  const status = statusReader(parts);
  return [
    operation({
      id: 'getHealth', method: 'GET', path: '/health', root: true, tag: 'system', summary: 'Whether AIMA works', access: 'public', result: Health, perMinute: 6000,
      description: '200 where the database answers, 503 where it does not or the server is stopping; the body is the same.',
      handle: ({ reply }) => {
        const health = healthOf(parts);
        if (health.database !== 'ok' || health.status === 'stopping') void reply.status(503);
        return health;
      },
    }),
    operation({ id: 'getSystemStatus', method: 'GET', path: '/system/status', tag: 'system', summary: 'The server in numbers', access: 'system:manage', result: SystemStatus, handle: status }),
    operation({
      id: 'getSystemMetrics', method: 'GET', path: '/system/metrics', tag: 'system', summary: 'The same for Prometheus', access: 'system:manage', streams: 'text/plain; version=0.0.4',
      handle: async () => prometheusText(await status(), parts.times),
    }),
  ];
}
