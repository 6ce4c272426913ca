/** Ways of breaking what keeps the money safe, to see that the proof finds each of them. */
import type { InstanceView, Provider } from '../../../src/gpu/provider.ts';

export const SABOTAGES = {
  'no-reaper': 'nobody reconciles the ledger with what the providers list',
  'no-lease': 'machines run without their own watchdog',
  'blind-create': 'a launch of unknown outcome is simply tried again',
  'believe-404': 'a machine of which the provider says that it is not there counts as gone',
  'believe-yes': 'a machine whose end was accepted counts as gone',
  'fail-open': 'a list that fails counts as an empty one',
  'give-up': 'after three refusals a machine counts as ended',
  'any-price': 'nobody looks at what a machine really costs',
  'not-our-names': 'machines of others count as ours',
  'no-wipe': 'machines are handed back as they are',
  'done-too-early': 'a job is called done when its machines were asked to end',
} as const;
export type Sabotage = keyof typeof SABOTAGES;

export const isSabotage = (text: string): text is Sabotage => Object.hasOwn(SABOTAGES, text);

const MOST_REFUSALS = 3;

/** A provider as the server sees it, with its good manners gone. */
export function sabotaged(provider: Provider, how: Sabotage | undefined): Provider {
  const hidden = new Set<string>();
  const refusals = new Map<string, number>();
  const visible = (views: InstanceView[]): InstanceView[] => views.filter(({ id }) => !hidden.has(id));
  switch (how) {
    case 'blind-create':
      return {
        ...provider,
        async launch(offer, request) {
          const first = await provider.launch(offer, request);
          return first.outcome === 'unknown' ? provider.launch(offer, request) : first;
        },
      };
    case 'believe-404':
    case 'believe-yes':
      return {
        ...provider,
        list: async (signal) => visible(await provider.list(signal)),
        inspect: async (id, signal) => (hidden.has(id) ? undefined : provider.inspect(id, signal)),
        async terminate(id, signal) {
          const outcome = await provider.terminate(id, signal);
          if (how === 'believe-yes' || outcome === 'absent') hidden.add(id);
          return outcome;
        },
      };
    case 'fail-open':
      return { ...provider, list: (signal) => provider.list(signal).catch(() => []) };
    case 'give-up':
      return {
        ...provider,
        list: async (signal) => visible(await provider.list(signal)),
        async terminate(id, signal) {
          try {
            return await provider.terminate(id, signal);
          } catch (error) {
            refusals.set(id, (refusals.get(id) ?? 0) + 1);
            if ((refusals.get(id) ?? 0) < MOST_REFUSALS) throw error;
            hidden.add(id);
            return 'absent';
          }
        },
      };
    case 'any-price': {
      const priceless = <T extends { usdPerHour?: number }>({ usdPerHour: _, ...rest }: T): Omit<T, 'usdPerHour'> => rest;
      return {
        ...provider,
        list: async (signal) => (await provider.list(signal)).map(priceless),
        async inspect(id, signal) {
          const view = await provider.inspect(id, signal);
          return view && priceless(view);
        },
        async launch(offer, request) {
          const launch = await provider.launch(offer, request);
          return launch.outcome === 'created' ? { outcome: 'created', id: launch.id } : launch;
        },
      };
    }
    case 'not-our-names':
      return { ...provider, list: async (signal) => (await provider.list(signal)).map((view, i) => (view.name.startsWith('aima-proof1-') && view.name.length > 30 ? view : { ...view, name: `aima-proof1-others-1-${i.toString(16).padStart(8, '0')}` })) };
    case 'no-reaper': case 'no-lease': case 'no-wipe': case 'done-too-early': case undefined:
      return provider;
  }
}
