import { useAct } from '#lib/api.ts';
import { date } from '#lib/format.ts';
import type { Me } from '#lib/me.ts';
import { SaveForm, useDraft } from '#ui/draft.tsx';
import { TextField } from '#ui/fields.tsx';
import { Badge, Card, Facts } from '#ui/surface.tsx';
import { useWords } from './words.ts';

export function ThisWorkspace({ me, manages }: { me: Me; manages: boolean }) {
  const t = useWords();
  const workspace = me.workspaces.find(({ id }) => id === me.workspaceId);
  const rename = useAct('renameWorkspace', ['getMe', 'listWorkspaces']);
  const { value, set, dirty, discard } = useDraft({ name: workspace?.name ?? '' });
  if (!workspace) return null;
  const save = async (): Promise<void> => {
    await rename.mutateAsync({ body: { name: value.name.trim() } });
    discard();
  };
  return (
    <Card title={<span className="flex flex-wrap items-center gap-2">{t('thisWorkspace')}{workspace.personal && <Badge>{t('personal')}</Badge>}</span>}>
      <div className="flex flex-col gap-4">
        {manages
          ? <SaveForm label={t('thisWorkspace')} dirty={dirty} invalid={value.name.trim() === ''} onSave={save} onDiscard={discard}><TextField label={t('name')} hint={t('nameHint')} maxLength={200} dir="auto" value={value.name} onChange={({ target }) => { set({ name: target.value }); }} /></SaveForm>
          : <p className="font-medium" dir="auto">{workspace.name}</p>}
        <Facts rows={[[t('yourRole'), `${t(`role_${workspace.role}`)}: ${t(`role_${workspace.role}May`)}`], [t('madeAt'), date(workspace.createdAt)]]} />
      </div>
    </Card>
  );
}
