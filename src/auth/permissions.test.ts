import { AccountRole, Permission, WorkspaceRole } from '@aima/contract';
import { expect, test } from 'vitest';
import { permissionsOf } from './permissions.ts';

const all: AccountRole[] = [...AccountRole.options];

test('a role holds all that the one below it does', () => {
  const [owner, editor, viewer] = (['owner', 'editor', 'viewer'] as const).map((role) => permissionsOf(role, 'personal', all));
  expect(viewer && editor?.isSupersetOf(viewer)).toBe(true);
  expect(editor && owner?.isSupersetOf(editor)).toBe(true);
  expect([...viewer ?? []].some((permission) => /:(write|start|confirm|batch|manage)$/.test(permission))).toBe(false);
  expect([...editor ?? []].some((permission) => permission === 'workspace:manage' || permission === 'audit:read')).toBe(false);
});

test('every permission is somebody\'s, and the installation belongs to administrators alone', () => {
  expect([...permissionsOf('owner', 'admin', all)].sort()).toEqual([...Permission.options].sort());
  for (const role of WorkspaceRole.options) {
    for (const account of ['personal', 'enterprise'] as const) expect(permissionsOf(role, account, all).has('system:manage')).toBe(false);
  }
});

test('whose account role may not run batches has the rest', () => {
  const without = permissionsOf('editor', 'personal', ['enterprise']);
  expect([...permissionsOf('editor', 'enterprise', ['enterprise']).difference(without)]).toEqual(['jobs:batch']);
});
