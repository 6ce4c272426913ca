/** The workspace, the others that one belongs to, and who belongs to this one. */
import { useMe } from '#lib/me.ts';
import { Invitations } from './invitations.tsx';
import { Members } from './members.tsx';
import { ThisWorkspace } from './this-workspace.tsx';
import { YourWorkspaces } from './your-workspaces.tsx';

export function WorkspaceSection() {
  const me = useMe();
  if (!me) return null;
  const manages = me.permissions.includes('workspace:manage');
  return <><ThisWorkspace me={me} manages={manages} /><Members me={me} manages={manages} />{manages && <Invitations />}<YourWorkspaces me={me} /></>;
}
