/**
 * Every value that an installation can be told before it starts: where it stands in the configuration file, which variable
 * and which option set it, what it may be, and what it is unless told. What people change while AIMA runs lies in the database.
 */
import { homedir } from 'node:os';
import path from 'node:path';
import { z } from 'zod';

export interface ValueMeta {
  /** Variables of the environment, the first that is set counts. */
  env?: readonly string[];
  /** Option of the command line, without its dashes. */
  option?: string;
  /** Never printed, logged or put into an error. */
  secret?: true;
}

/** What belongs to a value beside its shape. A registry of its own: descriptions for OpenAPI are another thing. */
export const valueMeta = z.registry<ValueMeta>();

const value = <Schema extends z.ZodType>(schema: Schema, meta: ValueMeta): Schema => {
  valueMeta.add(schema, meta);
  return schema;
};

const GIB = 2 ** 30;
const text = z.string().min(1);
const folder = (): z.ZodType<string, string> => text.overwrite((given) => path.resolve(given.replace(/^~(?=\/|$)/, homedir())));

const server = z.strictObject({
  host: value(text.default('127.0.0.1'), { env: ['AIMA_HOST'], option: 'host' }),
  port: value(z.int().min(0).max(65535).default(8000), { env: ['AIMA_PORT'], option: 'port' }),
  /** As browsers name this server, without a path, where that is not http://HOST:PORT. */
  publicUrl: value(z.url({ protocol: /^https?$/ }).refine((url) => new URL(url).pathname === '/', 'is an address without a path').overwrite((url) => url.replace(/\/$/, '')).optional(), { env: ['AIMA_PUBLIC_URL'] }),
  /** Names of this server besides those of loopback and of `publicUrl`. */
  hosts: value(z.array(text).default([]), { env: ['AIMA_HOSTS'] }),
  certificate: value(folder().optional(), { env: ['AIMA_TLS_CERT'], option: 'cert' }),
  certificateKey: value(folder().optional(), { env: ['AIMA_TLS_KEY'], option: 'key' }),
  /** Addresses or networks of the proxies in front, whose X-Forwarded headers are believed and who speak HTTPS outwards. */
  behindProxy: value(z.array(text).default([]), { env: ['AIMA_BEHIND_PROXY'], option: 'behind-proxy' }),
  /** The explicit word for HTTP without encryption beyond this machine. */
  insecureHttp: value(z.boolean().default(false), { env: ['AIMA_INSECURE_HTTP'], option: 'insecure-http' }),
  only: value(z.enum(['everything', 'api', 'orchestrator']).default('everything'), { env: ['AIMA_ONLY'], option: 'only' }),
  /** Requests a minute of one caller. */
  requestsPerMinute: value(z.int().min(10).max(1_000_000).default(1200), { env: ['AIMA_REQUESTS_PER_MINUTE'] }),
  /** Patience with what still runs when the server is told to stop, in seconds. */
  stopSeconds: value(z.number().min(0).max(300).default(8), { env: ['AIMA_STOP_SECONDS'] }),
}).prefault({});

const log = z.strictObject({
  level: value(z.enum(['silent', 'error', 'warn', 'info', 'debug', 'trace']).default('info'), { env: ['AIMA_LOG_LEVEL'], option: 'log-level' }),
}).prefault({});

const database = z.strictObject({
  /** PostgreSQL 17 or newer with pgvector; without it the embedded database in the data folder. */
  url: value(z.url({ protocol: /^postgres(?:ql)?$/ }).optional(), { env: ['DATABASE_URL'], secret: true }),
}).prefault({});

const storage = z.strictObject({
  /** Where media lie, unless in S3; `<data>/storage` unless named. */
  folder: value(folder().optional(), { env: ['AIMA_STORAGE'] }),
  s3: z.strictObject({
    bucket: value(z.string().min(3).max(63).optional(), { env: ['S3_BUCKET'] }),
    region: value(text.default('us-east-1'), { env: ['S3_REGION'] }),
    endpoint: value(z.url({ protocol: /^https?$/ }).optional(), { env: ['S3_ENDPOINT'] }),
    accessKeyId: value(text.optional(), { env: ['S3_ACCESS_KEY_ID'], secret: true }),
    secretAccessKey: value(text.optional(), { env: ['S3_SECRET_ACCESS_KEY'], secret: true }),
    prefix: value(z.string().regex(/^(?:[a-z0-9][a-z0-9_-]*\/)*$/, 'is segments that each end with /').default(''), { env: ['S3_PREFIX'] }),
    pathStyle: value(z.boolean().default(true), { env: ['S3_PATH_STYLE'] }),
  }).prefault({}),
  /** 32 bytes in base64, the current one first; without it a file in the data folder. */
  masterKey: value(text.optional(), { env: ['AIMA_MASTER_KEY'], secret: true }),
}).prefault({});

const media = z.strictObject({
  largestUploadBytes: value(z.int().min(1).default(20 * GIB), { env: ['AIMA_LARGEST_UPLOAD_BYTES'] }),
  /** Folders of this machine from which media may be taken. */
  importFolders: value(z.array(folder()).default([]), { env: ['AIMA_IMPORT_FOLDERS'] }),
  /** Whether media may be loaded from addresses. */
  urlImport: value(z.boolean().default(false), { env: ['AIMA_URL_IMPORT'] }),
  /** Days until what nobody confirmed is deleted, where a workspace says nothing else. */
  retentionDays: value(z.int().min(1).max(3650).default(30), { env: ['AIMA_RETENTION_DAYS'] }),
}).prefault({});

const signIn = z.strictObject({
  /** Signs cookies; without it a file in the data folder. */
  secret: value(z.string().min(32).optional(), { env: ['AIMA_SECRET'], secret: true }),
  sessionDays: value(z.number().positive().max(365).default(14), { env: ['AIMA_SESSION_DAYS'] }),
  /** Providers of single sign-on; docs/guides/server.md has their fields. */
  oidc: value(z.array(z.record(z.string(), z.unknown())).default([]), { env: ['AIMA_OIDC'], secret: true }),
  ldap: value(z.record(z.string(), z.unknown()).optional(), { env: ['AIMA_LDAP'], secret: true }),
}).prefault({});

const models = z.strictObject({
  device: value(z.enum(['auto', 'cpu', 'cuda']).default('auto'), { env: ['AIMA_DEVICE'] }),
  batch: value(z.int().min(1).max(1024).optional(), { env: ['AIMA_BATCH'] }),
  hubUrl: value(z.url().optional(), { env: ['AIMA_HUB_URL'] }),
  hubToken: value(text.optional(), { env: ['AIMA_HUB_TOKEN'], secret: true }),
  server: z.strictObject({
    url: value(z.url().optional(), { env: ['AIMA_OPENAI_BASE_URL'] }),
    key: value(text.optional(), { env: ['AIMA_OPENAI_API_KEY'], secret: true }),
    speechModel: value(text.optional(), { env: ['AIMA_OPENAI_SPEECH_MODEL'] }),
    textModel: value(text.optional(), { env: ['AIMA_OPENAI_TEXT_MODEL'] }),
    visionModel: value(text.optional(), { env: ['AIMA_OPENAI_VISION_MODEL'] }),
  }).prefault({}),
}).prefault({});

const usd = (): z.ZodNumber => z.number().min(0).max(1_000_000);
const share = (): z.ZodNumber => z.number().min(0).max(1);
const address = (): ReturnType<typeof z.url> => z.url({ protocol: /^https?$/ }).overwrite((url) => url.replace(/\/+$/, ''));

/** Machines that cost money: who lends them, which of them are taken, and what may be spent. */
const machines = z.strictObject({
  /** At the same time, for one job. */
  most: value(z.int().min(1).max(100).default(5), { env: ['AIMA_MOST_MACHINES'] }),
  vastaiKey: value(text.optional(), { env: ['VASTAI_API_KEY', 'VAST_AI_API_KEY'], secret: true }),
  runpodKey: value(text.optional(), { env: ['RUNPOD_API_KEY'], secret: true }),
  sshKey: value(folder().default(path.join(homedir(), '.ssh', 'id_rsa')), { env: ['SSH_KEY_PATH'] }),
  /** Own GPU servers: name, host, port, user, key, hostKey, usdPerHour each. */
  sshServers: value(z.array(z.record(z.string(), z.unknown())).default([]), { env: ['AIMA_SSH_SERVERS'] }),
  /** Where the providers answer; `npm run emulator` stands in for them elsewhere. */
  runpodUrl: value(address().default('https://api.runpod.io'), { env: ['RUNPOD_API_URL'] }),
  runpodGraphqlUrl: value(address().default('https://api.runpod.io/graphql'), { env: ['RUNPOD_GRAPHQL_URL'] }),
  vastaiUrl: value(address().default('https://console.vast.ai'), { env: ['VASTAI_API_URL'] }),
  limits: z.strictObject({
    /** No job may have a higher limit of its own. */
    usdPerJob: value(usd().default(50), { env: ['AIMA_USD_PER_JOB'] }),
    /** Of one workspace since midnight (UTC). */
    usdPerDay: value(usd().default(25), { env: ['AIMA_USD_PER_DAY'] }),
    /** Of one workspace since the first of the month (UTC). */
    usdPerWorkspaceMonth: value(usd().default(200), { env: ['AIMA_USD_PER_WORKSPACE_MONTH'] }),
    /** Dearer machines are left out. */
    usdPerHour: value(usd().default(5), { env: ['AIMA_USD_PER_HOUR'] }),
    /** Machines that are tried for one job until one works. */
    attempts: value(z.int().min(1).max(10).default(3), { env: ['AIMA_MACHINE_ATTEMPTS'] }),
    /** Accounts that may start work that costs money. */
    paidBy: value(z.array(z.enum(['personal', 'enterprise', 'admin'])).default(['personal', 'enterprise', 'admin']), { env: ['AIMA_PAID_BY'] }),
  }).prefault({}),
  choice: z.strictObject({
    /** A machine whose load would lie below the first is not added, above the second one another one is. */
    leastLoad: value(share().default(0.7), { env: ['AIMA_LEAST_LOAD'] }),
    mostLoad: value(share().default(0.9), { env: ['AIMA_MOST_LOAD'] }),
    /** Only machines in data centres. */
    secureOnly: value(z.boolean().default(true), { env: ['AIMA_SECURE_MACHINES'] }),
    /** Bids for machines that may be taken away. */
    interruptible: value(z.boolean().default(false), { env: ['AIMA_INTERRUPTIBLE_MACHINES'] }),
    /** Countries (`DE`) and data centres (`EU-RO-1`); none named: anywhere. */
    regions: value(z.array(text).default([]), { env: ['AIMA_MACHINE_REGIONS'] }),
    leastReliability: value(share().default(0.95), { env: ['AIMA_LEAST_RELIABILITY'] }),
    leastCuda: value(z.number().min(0).default(12), { env: ['AIMA_LEAST_CUDA'] }),
    /** What an hour of waiting is worth: of two machines that cost the same the faster one stands first. */
    hourIsWorthUsd: value(usd().default(0.2), { env: ['AIMA_HOUR_IS_WORTH_USD'] }),
  }).prefault({}),
}).prefault({});

/** The file's shape; a value in it that this does not name is an error. */
export const FileConfig = z.strictObject({ server, log, database, storage, media, signIn, models, machines });

export type ServerConfig = z.output<typeof FileConfig> & {
  /** AIMA's own folder. */
  data: string;
};
