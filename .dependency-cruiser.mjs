/**
 * Who may import whom. The table below is the only place that says so; every rule is generated from it.
 * A folder that the table does not name fails, so a new room starts with a row here.
 */

const CONTRACT = 'contract';
const SDK = 'sdk';

/**
 * `rooms`: other rooms that a room may import. Every room may import @aima/contract.
 * `packages`: npm packages that it may import. `builtins`: whether it may import Node's own modules.
 *
 * @typedef {{ rooms: string[], packages: string[], builtins?: boolean }} Room
 * @type {Record<string, Room>}
 */
const ROOMS = {
  kernel: { rooms: [], packages: ['zod'] },
  media: { rooms: ['kernel', SDK], packages: ['zod', 'exifr', 'heic-decode', 'sharp'] },
  models: { rooms: ['kernel', SDK], packages: ['zod', 'openai', 'onnxruntime-node', 'onnxruntime-common', 'llama-tokenizer-js', 'sherpa-onnx-node', '@huggingface/tokenizers'] },
  // The file system, the network and other analyzers are out of an analyzer's reach: it sees what the sdk lends it.
  analyzers: { rooms: [SDK], packages: ['zod'], builtins: false },
  // Stands before what leaves the worker: no analyzer may import it, and it trusts none of them.
  gate: { rooms: ['analyzers', 'media', 'kernel', SDK], packages: ['zod'] },
  pipeline: { rooms: ['gate', 'analyzers', 'media', 'models', 'kernel', SDK], packages: ['zod'] },
  windows: { rooms: ['gate', SDK], packages: [] },
  worker: { rooms: ['storage', 'pipeline', 'media', 'models', 'analyzers', 'kernel', SDK], packages: ['zod', 'fastify'] },
  // Everything that comes in from outside this machine; the only room that opens foreign addresses for media.
  sources: { rooms: ['media', 'kernel'], packages: ['zod'] },
  // Holds bytes and keys; knows no user, no database and no medium.
  storage: { rooms: ['kernel'], packages: ['zod', '@aws-sdk/client-s3', '@smithy/node-http-handler'] },
  cache: { rooms: ['models/store', 'kernel', SDK], packages: ['zod'] },
  gpu: { rooms: ['worker', 'remote', 'kernel'], packages: ['zod'] },
  // A shell on another machine: commands, files, tunnels. Knows nothing of what runs there.
  remote: { rooms: ['kernel'], packages: ['zod', 'ssh2', '@types/ssh2'] },
  // From a machine that lets us in to a worker that answers there: plan, steps, bundle, lease.
  provisioning: { rooms: ['rental', 'remote', 'gpu', 'worker', 'models/store', 'storage', 'kernel'], packages: ['zod', 'tar-stream'] },
  // Rented machines and their money: what is written down before it is done, and whoever ends a machine whatever happens.
  rental: { rooms: ['gpu', 'kernel'], packages: ['zod'] },
  reports: { rooms: ['media', 'kernel'], packages: ['zod'] },
  // Looks at whole sets of photos; the network's findings reach it as documents only.
  series: { rooms: ['media', 'kernel', 'analyzers/lib', SDK], packages: ['zod', 'exifr', 'sharp'] },
  db: { rooms: ['kernel'], packages: ['zod', 'drizzle-orm', 'pg', '@types/pg', '@electric-sql/pglite', '@electric-sql/pglite-pgvector'] },
  // ---- The server. Features see the database through its door; only http knows Fastify. ----
  // Environment, files and options become one checked configuration.
  config: { rooms: ['kernel'], packages: ['zod', 'yaml'] },
  // What happened, in an order, to whoever watches.
  events: { rooms: ['db', 'kernel'], packages: ['zod'] },
  // Who did what to which object, in a chain of hashes.
  audit: { rooms: ['db', 'kernel'], packages: ['zod'] },
  auth: { rooms: ['audit', 'events', 'db', 'config', 'storage', 'kernel'], packages: ['zod', 'better-auth', '@better-auth', 'ldapts'] },
  // Media on the server: uploads, what is known of them without any model, playback, deletion.
  library: { rooms: ['auth', 'audit', 'events', 'db', 'storage', 'media', 'series', 'config', 'kernel'], packages: ['zod', 'sharp', 'exifr'] },
  // One medium on one machine: what the command line and the server's orchestrator share.
  analysis: { rooms: ['windows', 'cache', 'models/store', 'gpu', 'worker', 'analyzers', 'reports', 'kernel', SDK], packages: ['zod'] },
  jobs: { rooms: ['rental', 'provisioning', 'remote', 'analysis', 'results', 'library', 'auth', 'audit', 'events', 'db', 'storage', 'gpu', 'worker', 'analyzers', 'windows', 'cache', 'models/store', 'config', 'kernel', SDK], packages: ['zod'] },
  // Rows of findings, and what people say about them. Of the gate it knows whose findings a hold withholds, of analysis how a document is summarised.
  results: { rooms: ['analysis', 'gate', 'auth', 'audit', 'events', 'db', 'storage', 'analyzers', 'kernel', SDK], packages: ['zod'] },
  // What AIMA does for whoever begins: measures its machine, makes a sample.
  'first-steps': { rooms: ['jobs', 'library', 'analysis', 'analyzers', 'gpu', 'worker', 'media', 'auth', 'audit', 'db', 'kernel', SDK], packages: ['zod', 'sharp'] },
  // The whole installation in one file, and back.
  backup: { rooms: ['db', 'storage', 'config', 'kernel'], packages: ['zod', 'tar-stream'] },
  http: { rooms: ['first-steps', 'rental', 'provisioning', 'jobs', 'library', 'results', 'auth', 'audit', 'events', 'analysis', 'sources', 'analyzers', 'db', 'storage', 'config', 'kernel'], packages: ['zod', 'fastify', '@fastify', 'fastify-type-provider-zod', '@tus', 'ws'] },
  // The store of weights, but no engine and no pipeline: whatever loads a model runs in a worker.
  cli: { rooms: ['analysis', 'backup', 'config', 'windows', 'cache', 'sources', 'models/store', 'gpu', 'worker', 'media', 'reports', 'series', 'analyzers', 'kernel', SDK], packages: ['zod'] },
};

/** Folders of src/ that may exist; scripts/check/dependency-rules.ts refuses all others. bin constructs, so it may import everything. */
export const KNOWN_FOLDERS = [...Object.keys(ROOMS), 'bin'];

/** What an entry point must not reach, not even through others. */
const OUT_OF_REACH = [
  { from: '^src/bin/worker\\.ts$', to: '^src/(db|http|auth)/', why: 'the worker runs on rented machines, far from the database and its users' },
  { from: '^src/bin/cli\\.ts$', to: '^src/(pipeline/|models/(engine|inference|hosted-model|onnx-session|converted-network))|(^|/)node_modules/onnxruntime', why: 'the CLI never loads a model' },
];

/** Files inside analyzers/ that may know all analyzers: the list and the profiles made from it. */
const ANALYZER_LISTS = '^src/analyzers/(index|profiles?)\\.ts$';

const TEST_FILE = '\\.(test|cases)\\.tsx?$';
const NPM = '(^|/)node_modules/';

/** @param {string[]} names Folder patterns of rooms, with the packages that stand beside src. */
const roomPaths = (names) => names.map((name) => (name === SDK || name === CONTRACT ? `^${name}/` : `^src/${name}/`));

/** @param {string[]} names */
const packagePaths = (names) => names.map((name) => `${NPM}${name.replace(/[/.]/g, '\\$&')}/`);

const roomRules = Object.entries(ROOMS).flatMap(([name, room]) => {
  const from = { path: `^src/${name}/`, pathNot: TEST_FILE };
  return [
    {
      name: `room-${name}`,
      comment: `${name} may import only: ${[CONTRACT, ...room.rooms].join(', ')}.`,
      severity: 'error',
      from,
      to: { path: '^(src|contract|sdk|web)/', pathNot: roomPaths([name, CONTRACT, ...room.rooms]) },
    },
    {
      name: `packages-${name}`,
      comment: `${name} may import only these npm packages: ${room.packages.join(', ') || 'none'}.`,
      severity: 'error',
      from,
      to: { path: NPM, pathNot: packagePaths(room.packages) },
    },
    ...(room.builtins === false
      ? [{ name: `builtins-${name}`, comment: `${name} must not import Node's own modules.`, severity: 'error', from, to: { dependencyTypes: ['core'] } }]
      : []),
  ];
});

const standAloneRules = [
  { name: 'contract-only-zod', severity: 'error', from: { path: '^contract/', pathNot: [TEST_FILE, '^contract/client/'] }, to: { pathNot: ['^contract/', ...packagePaths(['zod'])] } },
  { name: 'client-only-zod-and-fetch', severity: 'error', from: { path: '^contract/client/', pathNot: TEST_FILE }, to: { pathNot: ['^contract/', ...packagePaths(['zod', 'openapi-fetch'])] } },
  {
    name: 'sdk-only-contract',
    severity: 'error',
    from: { path: '^sdk/', pathNot: TEST_FILE },
    to: { pathNot: ['^(sdk|contract)/', ...packagePaths(['zod'])] },
  },
  {
    name: 'no-sibling-analyzer',
    comment: 'An analyzer does not know its siblings; what two of them share lives in analyzers/lib.',
    severity: 'error',
    from: { path: '^src/analyzers/', pathNot: [ANALYZER_LISTS, TEST_FILE] },
    to: { path: '^src/analyzers/', pathNot: '^src/analyzers/lib/' },
  },
  {
    name: 'analyzer-lib-is-a-leaf',
    severity: 'error',
    from: { path: '^src/analyzers/lib/', pathNot: TEST_FILE },
    to: { path: '^src/analyzers/', pathNot: '^src/analyzers/lib/' },
  },
  {
    name: 'bin-is-the-top',
    comment: 'Only bin constructs things; nothing imports it.',
    severity: 'error',
    from: { pathNot: '^src/bin/' },
    to: { path: '^src/bin/' },
  },
];

/** The page: app composes features, features stand on ui, ui on lib; a feature knows another one by its door (index.ts) alone. */
const webRules = [
  { name: 'web-sees-contract', comment: 'The page runs in browsers.', severity: 'error', from: { path: '^web/' }, to: { path: '^(src|sdk|tests|scripts)/' } },
  { name: 'web-lib-is-the-base', severity: 'error', from: { path: '^web/lib/' }, to: { path: '^web/(app|features|ui)/' } },
  { name: 'web-ui-knows-lib', severity: 'error', from: { path: '^web/ui/' }, to: { path: '^web/(app|features)/' } },
  { name: 'web-features-are-below-app', severity: 'error', from: { path: '^web/features/' }, to: { path: '^web/app/' } },
  { name: 'web-feature-doors', severity: 'error', from: { path: '^web/features/([^/]+)/' }, to: { path: '^web/features/', pathNot: ['^web/features/$1/', '^web/features/[^/]+/index\\.ts$'] } },
  { name: 'web-no-builtins', severity: 'error', from: { path: '^web/(app|features|ui|lib)/', pathNot: TEST_FILE }, to: { dependencyTypes: ['core'] } },
];

const generalRules = [
  { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true } },
  { name: 'resolves', comment: 'The import leads nowhere.', severity: 'error', from: {}, to: { couldNotResolve: true, pathNot: '^virtual:' } },
  {
    name: 'no-test-in-product',
    severity: 'error',
    from: { path: '^(src|contract|sdk)/', pathNot: [TEST_FILE, '^sdk/testing'] },
    to: { path: [TEST_FILE, '^tests/', '^scripts/', '^sdk/testing'] },
  },
  {
    name: 'no-development-package-in-product',
    severity: 'error',
    from: { path: '^(src|contract|sdk)/', pathNot: [TEST_FILE, '^sdk/testing'] },
    to: { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['type-only'] },
  },
  ...OUT_OF_REACH.map(({ from, to, why }, i) => ({
    name: `out-of-reach-${String(i + 1)}`,
    comment: why,
    severity: 'error',
    from: { path: from },
    to: { path: to, reachable: true },
  })),
];

export default {
  forbidden: [...roomRules, ...standAloneRules, ...webRules, ...generalRules],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'node', 'default', 'types'], extensions: ['.ts', '.tsx', '.mjs', '.js', '.json', '.node'] },
    skipAnalysisNotInRules: false,
  },
};
