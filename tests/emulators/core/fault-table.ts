/** What goes wrong at providers of machines: the numbered list that both emulators and the proofs speak of. */

/**
 * `call`: strikes one call. `machine`: strikes one instance on its way. `account`: strikes everything of one key or account for a
 * while. `always`: no fault but how things are; nothing to arm. `client`: done by whoever tests (a crash of its own, two at once).
 */
export type FaultScope = 'call' | 'machine' | 'account' | 'always' | 'client';

interface FaultFacts {
  number: number;
  scope: FaultScope;
  runpod: boolean;
  vastai: boolean;
  what: string;
}

const fault = (number: number, scope: FaultScope, on: 'runpod' | 'vastai' | 'both', what: string): FaultFacts =>
  ({ number, scope, runpod: on !== 'vastai', vastai: on !== 'runpod', what });

export const FAULTS = {
  'no-capacity': fault(1, 'call', 'both', 'no capacity though the catalogue says so'),
  'price-rises': fault(2, 'call', 'both', 'the price rises between search and create'),
  'filter-ignored': fault(3, 'call', 'both', 'the server ignores a filter'),
  'placed-elsewhere': fault(4, 'call', 'runpod', 'another data centre than asked for'),
  'create-reply-lost': fault(5, 'call', 'both', 'created, and the reply is lost'),
  'create-then-500': fault(6, 'call', 'both', 'created, and the reply is an error'),
  'error-with-contract': fault(7, 'call', 'vastai', 'an error that leaves a stopped contract behind'),
  'success-false': fault(8, 'call', 'vastai', 'HTTP 200 with success:false'),
  'create-lag': fault(9, 'machine', 'both', 'not shown for long after it was created'),
  'created-twice': fault(10, 'call', 'both', 'two instances of one name from one call'),
  'slow-pull': fault(11, 'machine', 'both', 'the image takes long, and progresses'),
  'stuck-starting': fault(12, 'machine', 'both', 'starts for ever'),
  'image-error': fault(13, 'machine', 'both', 'the image cannot be pulled or run'),
  'exits-at-once': fault(14, 'machine', 'both', 'the container exits again and again'),
  'ssh-slow': fault(15, 'machine', 'both', 'SSH refuses, hangs and denies for minutes before it lets in'),
  'ssh-way-broken': fault(16, 'machine', 'both', 'one of the two ways in never works'),
  'key-vanishes': fault(17, 'machine', 'vastai', 'the key is gone from a running instance'),
  'address-changes': fault(18, 'machine', 'both', 'stopped and started anew: another port, and stale ones shown'),
  'telemetry-missing': fault(19, 'call', 'both', 'telemetry empty, null or stale'),
  'rate-limited': fault(20, 'call', 'both', 'too many requests'),
  'delete-fails': fault(21, 'call', 'both', 'an error on delete, which took effect or did not'),
  'delete-ignored': fault(22, 'call', 'both', 'delete succeeds and nothing happens'),
  'delete-not-found': fault(23, 'call', 'both', 'delete says that there is no such thing, and there is'),
  'list-fails': fault(24, 'call', 'both', 'the listing fails, is cut off, or is empty'),
  'odd-instances': fault(25, 'call', 'vastai', 'an instance shown as null or as a list'),
  'pages-move': fault(26, 'call', 'both', 'a token of a page expires; things move between pages'),
  outbid: fault(27, 'machine', 'both', 'another one pays more, and the machine stops'),
  'auto-resume': fault(28, 'machine', 'vastai', 'an outbid instance runs again by itself'),
  'queued-restart': fault(29, 'call', 'vastai', 'a start is queued and succeeds hours later'),
  'restart-without-gpu': fault(30, 'call', 'runpod', 'starts again without its GPU, or not at all'),
  'host-vanishes': fault(31, 'machine', 'both', 'the host does not answer any more; it may come back'),
  'instance-vanishes': fault(32, 'machine', 'both', 'the instance is gone from the account'),
  locked: fault(33, 'machine', 'runpod', 'the pod is locked: stop and terminate are refused, and it bills on'),
  'stopped-bills': fault(34, 'always', 'both', 'what is stopped costs, and shows 0'),
  'volume-outlives': fault(35, 'always', 'both', 'a volume costs on after its instance'),
  'out-of-money': fault(36, 'account', 'both', 'the balance is used up'),
  'spend-limit': fault(37, 'account', 'both', 'the account may not spend faster'),
  'key-revoked': fault(38, 'account', 'both', 'the key is refused for everything'),
  'key-read-only': fault(39, 'account', 'both', 'the key may only read'),
  'contract-ends': fault(40, 'machine', 'vastai', 'the contract ends, or the host wants more for it'),
  'disk-full': fault(41, 'machine', 'both', 'no space is left on the instance'),
  'terminate-after': fault(42, 'always', 'runpod', "the provider's own timer ends a pod that asked for it"),
  'odd-values': fault(43, 'call', 'both', 'unknown words, new fields, numbers as text'),
  'clock-skew': fault(44, 'account', 'both', 'the times told are five minutes off'),
  'client-crash': fault(45, 'client', 'both', 'the client dies between two steps'),
  'two-clients': fault(46, 'client', 'both', 'two clients at once'),
  'bandwidth-spike': fault(47, 'machine', 'vastai', 'far more bytes are charged than were sent'),
} as const satisfies Record<string, FaultFacts>;

export type FaultId = keyof typeof FAULTS;

export const isFaultId = (text: string): text is FaultId => Object.hasOwn(FAULTS, text);

/** Those that an emulator of this provider can be told to show. */
export const faultsOf = (provider: 'runpod' | 'vastai'): FaultId[] =>
  Object.entries(FAULTS).flatMap(([id, facts]) => (isFaultId(id) && facts[provider] && facts.scope !== 'client' && facts.scope !== 'always' ? [id] : []));
