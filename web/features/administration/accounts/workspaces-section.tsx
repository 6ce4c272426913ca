/** That workspaces exist, and how often something is held in them: counts only. */
import { useAsk, useList } from '#lib/api.ts';
import { date, number } from '#lib/format.ts';
import { Button } from '#ui/button.tsx';
import { Loaded } from '#ui/notes.tsx';
import { Card } from '#ui/surface.tsx';
import { Table } from '#ui/table.tsx';
import { useWords } from './words.ts';

export function WorkspacesSection() {
  const t = useWords();
  const asked = useList('listAllWorkspaces', { query: { limit: 100 } });
  const held = new Map(useAsk('countHeldShots', {}).data?.items.map((each) => [each.workspaceId, each]) ?? []);
  return (
    <Card title={t('workspaces')}>
      <p className="mb-3 text-muted">{t('workspacesText')}</p>
      <Loaded asked={asked}>{() => (
        <Table caption={t('workspaces')} rows={asked.items} keyOf={({ id }) => id} columns={[
          { id: 'id', title: t('workspace'), cell: ({ id }) => <code className="text-xs">{id}</code> }, { id: 'kind', title: t('kind'), cell: ({ personal }) => <span className="whitespace-nowrap">{t(personal ? 'personal' : 'shared')}</span> },
          { id: 'members', title: t('members'), number: true, cell: ({ members }) => number(members) }, { id: 'held', title: t('held'), number: true, cell: ({ id }) => number(held.get(id)?.held ?? 0) }, { id: 'released', title: t('released'), number: true, cell: ({ id }) => number(held.get(id)?.released ?? 0) },
          { id: 'made', title: t('made'), number: true, cell: ({ createdAt }) => date(createdAt) },
        ]} />
      )}</Loaded>
      {asked.hasNextPage && <Button className="mt-2" busy={asked.isFetchingNextPage} onClick={() => { void asked.fetchNextPage(); }}>{t('more')}</Button>}
      <p className="mt-3 text-muted">{t('heldText')}</p>
    </Card>
  );
}
