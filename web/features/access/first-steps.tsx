/** What most people do first, on the dashboard until it is done or put away. */
import { CheckCircleIcon, ChevronRightIcon } from '@heroicons/react/24/outline';
import { Link } from 'react-router';
import { useAsk } from '#lib/api.ts';
import { useMe, type Me } from '#lib/me.ts';
import { Button } from '#ui/button.tsx';
import { classes } from '#ui/class-names.ts';
import { Card } from '#ui/surface.tsx';
import { toast } from '#ui/toasts.tsx';
import { useFirstSteps } from './first-steps-state.ts';
import { openTodos, todosFor, type Known, type Todo } from './todos.ts';
import { useWelcomeWords } from './welcome-words.ts';

function Row({ todo: { id, done, to } }: { todo: Todo }) {
  const t = useWelcomeWords();
  return (
    <li>
      <Link to={to} className="touch flex items-center gap-3 rounded-md px-2 py-2 hover:bg-ink/10">
        {done ? <CheckCircleIcon className="size-6 shrink-0 text-success-ink" aria-hidden /> : <span className="mx-0.5 size-5 shrink-0 rounded-full border-2 border-edge" aria-hidden />}
        <span className="min-w-0 grow">
          <span className={classes('font-medium', done && 'text-muted')}>{t(`todo_${id}`)}</span>
          <span className="block text-muted">{t(`todo_${id}Text`)}</span>
        </span>
        <span className="sr-only">{t(done ? 'isDone' : 'isOpen')}</span>
        <ChevronRightIcon className="size-5 shrink-0 text-muted rtl:rotate-180" aria-hidden />
      </Link>
    </li>
  );
}

/** Undefined until it is known what was done. */
function useKnown(me: Me): Known | undefined {
  const may = (right: Me['permissions'][number]): boolean => me.permissions.includes(right);
  const sample = useAsk('getSample', {}, { enabled: may('jobs:read') });
  const media = useAsk('listMedia', { query: { limit: 2 } }, { enabled: may('media:read') });
  const providers = useAsk('listProviders', {}, { enabled: may('system:manage') });
  const members = useAsk('listMembers', {}, { enabled: may('workspace:manage') });
  const invitations = useAsk('listInvitations', {}, { enabled: may('workspace:manage') });
  // What cannot be told is no reason to show nothing.
  if ([sample, media, providers, members, invitations].some(({ isLoading }) => isLoading)) return undefined;
  return {
    sample: sample.data?.sample, mediaIds: media.data?.items.map(({ id }) => id) ?? [],
    rents: providers.data?.items.some(({ rents, setUp }) => rents && setUp) ?? false,
    others: (members.data?.items.length ?? 0) > 1 || (invitations.data?.items.length ?? 0) > 0,
  };
}

function Steps({ me }: { me: Me }) {
  const t = useWelcomeWords();
  const dismiss = useFirstSteps((state) => state.dismiss);
  const known = useKnown(me);
  if (!known) return null;
  const todos = todosFor(me.permissions, known);
  if (openTodos(todos) === 0) return null;
  const hide = (): void => {
    dismiss(me.account.id);
    toast(t('hidden'));
  };
  return (
    <Card title={t('nextTitle')} actions={<Button look="quiet" onClick={hide}>{t('hide')}</Button>}>
      <p className="mb-2 text-muted">{t('nextText')}</p>
      <ul className="-mx-2 grid gap-1 lg:grid-cols-2 2xl:grid-cols-3">{todos.map((todo) => <Row key={todo.id} todo={todo} />)}</ul>
    </Card>
  );
}

/** For the dashboard: a card, or nothing. */
export function FirstSteps() {
  const me = useMe();
  const dismissed = useFirstSteps((state) => state.dismissed);
  if (!me || dismissed.includes(me.account.id)) return null;
  return <Steps me={me} />;
}
