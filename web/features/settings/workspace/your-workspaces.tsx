/** All workspaces that one belongs to; which of them the page shows; a new one. */
import { PlusIcon } from '@heroicons/react/24/outline';
import { useState } from 'react';
import { useAct } from '#lib/api.ts';
import { chooseWorkspace, type Me } from '#lib/me.ts';
import { Button } from '#ui/button.tsx';
import { Confirm } from '#ui/dialog.tsx';
import { TextField } from '#ui/fields.tsx';
import { Badge, Card } from '#ui/surface.tsx';
import { toast, toastProblem } from '#ui/toasts.tsx';
import { useWords } from './words.ts';

function MakeWorkspace({ open, onClose, onMade }: { open: boolean; onClose(): void; onMade(workspace: Me['workspaces'][number]): Promise<void> }) {
  const t = useWords();
  const make = useAct('createWorkspace', ['getMe', 'listWorkspaces']);
  const [name, setName] = useState('');
  const confirm = async (): Promise<void> => {
    const made = await make.mutateAsync({ body: { name: name.trim() } });
    setName('');
    await onMade(made);
  };
  return (
    <Confirm open={open} onClose={onClose} title={t('make')} action={t('makeAction')} disabled={name.trim() === ''} onConfirm={confirm}>
      <p className="text-muted">{t('makeText')}</p>
      <TextField label={t('name')} maxLength={200} dir="auto" value={name} onChange={({ target }) => { setName(target.value); }} />
    </Confirm>
  );
}

export function YourWorkspaces({ me }: { me: Me }) {
  const t = useWords();
  const [making, setMaking] = useState(false);
  const [going, setGoing] = useState<string>();
  const go = async ({ id, name }: { id: string; name: string }): Promise<void> => {
    setGoing(id);
    try {
      await chooseWorkspace(id);
      toast(t('switched', { name }), { tone: 'success' });
    } catch (error) {
      toastProblem(error);
    } finally {
      setGoing(undefined);
    }
  };
  return (
    <Card title={t('yours')} actions={<Button icon={PlusIcon} onClick={() => { setMaking(true); }}>{t('make')}</Button>}>
      <ul className="divide-y divide-line">
        {me.workspaces.map(({ id, name, role, personal }) => (
          <li key={id} className="flex flex-wrap items-center gap-x-4 gap-y-2 py-3">
            <div className="min-w-0 grow basis-56"><p className="font-medium" dir="auto">{name}</p><p className="text-muted">{t(`role_${role}`)}{personal && ` · ${t('personal')}`}</p></div>
            {id === me.workspaceId ? <Badge tone="success">{t('chosen')}</Badge> : <Button busy={going === id} disabled={going !== undefined} aria-label={t('switchToLong', { name })} onClick={() => { void go({ id, name }); }}>{t('switchTo')}</Button>}
          </li>
        ))}
      </ul>
      <MakeWorkspace open={making} onClose={() => { setMaking(false); }} onMade={go} />
    </Card>
  );
}
