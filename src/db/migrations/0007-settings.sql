-- What people change while AIMA runs: one row for each workspace, and one for the installation (null), which holds for
-- whatever a workspace leaves open. What an installation is told before it starts lies in its configuration file.
create table setting (
  workspace_id uuid default aima_workspace() references workspace (id) on delete cascade,
  -- The values that were set; the contract's WorkspaceSettings and SystemSettings.
  body jsonb not null default '{}',
  -- Counts its changes: who writes says which version it read.
  version integer not null default 1,
  updated_at timestamptz not null default now(),
  unique nulls not distinct (workspace_id)
);
--> statement-breakpoint
insert into setting (workspace_id) values (null);
--> statement-breakpoint
do $$ declare member text := aima_member(); begin
  execute format('grant select, insert, update on setting to %I', member);
  alter table setting enable row level security;
  execute format('create policy own on setting to %I using (workspace_id = aima_workspace()) with check (workspace_id = aima_workspace())', member);
  execute format('create policy installation on setting for select to %I using (workspace_id is null)', member);
end $$;
