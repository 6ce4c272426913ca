/** Words of the server that may grow: those that the page knows are said in its language, others as they came. */
type Keys = Readonly<Record<string, true>>;

const known = <const Names extends readonly string[]>(...names: Names): ((word: string) => word is Names[number]) => {
  const keys: Keys = Object.fromEntries(names.map((name) => [name, true as const]));
  return (word): word is Names[number] => Object.hasOwn(keys, word);
};

export const isState = known('intended', 'requesting', 'unknown', 'booting', 'provisioning', 'ready', 'wiping', 'terminating', 'confirming', 'gone');
export const isEndReason = known('finished', 'cancelled', 'failed', 'unreachable', 'provisioning_failed', 'price', 'not_as_ordered', 'lost', 'outbid', 'limit', 'emergency', 'abandoned', 'orphan', 'duplicate', 'refused');
export const isAlert = known('budget_50', 'budget_80', 'budget_100', 'price_jump', 'run_time', 'not_ended', 'returned', 'orphan', 'duplicate', 'provider_silent', 'unauthorized');
/** How a step of setting up stands. */
export const isStepWord = known('begun', 'done', 'skipped', 'failed');
