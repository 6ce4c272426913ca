-- Providers of rented machines, for the whole installation: keys that an administrator entered, what machines turned out to be
-- like, and versions of the plan by which they are set up. Nothing here belongs to a workspace, so no member may touch it.
create table provider_key (
  provider text primary key check (provider ~ '^[a-z][a-z0-9_-]{0,39}$'),
  -- Sealed under the installation's master key.
  sealed text not null,
  set_by text not null,
  set_at timestamptz not null default now()
);
--> statement-breakpoint
-- What one machine took, noted when its job ended. Null: not measured.
create table machine_measure (
  id bigint generated always as identity primary key,
  provider text not null,
  gpu text not null,
  boot_seconds double precision check (boot_seconds >= 0),
  provision_seconds double precision check (provision_seconds >= 0),
  -- Time of the work as a multiple of what this machine would have taken.
  work_factor double precision check (work_factor > 0),
  -- From here to there, in megabits a second.
  transfer_mbps double precision check (transfer_mbps > 0),
  at timestamptz not null default now()
);
--> statement-breakpoint
create index machine_measure_of on machine_measure (provider, gpu, id desc);
--> statement-breakpoint
-- Every version that ever held; the newest holds. Taking one back writes an earlier one anew.
create table provisioning_plan (
  version integer primary key check (version > 0),
  body jsonb not null,
  -- The version that this one repeats.
  repeats integer references provisioning_plan (version),
  changed_by text not null,
  changed_at timestamptz not null default now()
);
--> statement-breakpoint
-- Six letters and digits that begin the names of our machines. Made anew wherever a backup is restored: two installations that
-- ended each other's machines would be the worst of all copies.
create table machine_owner (
  only_row boolean primary key default true check (only_row),
  id text not null default substr(md5(gen_random_uuid()::text), 1, 6) check (id ~ '^[a-z0-9]{6}$')
);
--> statement-breakpoint
insert into machine_owner default values;
--> statement-breakpoint
-- What became of each rented machine, in order: its states, each step of setting it up, alarms. No secrets, no media.
create table machine_log (
  seq bigint generated always as identity primary key,
  workspace_id uuid references workspace (id) on delete cascade,
  rental_id uuid not null,
  at timestamptz not null,
  -- `state`, `step`, `alert`
  kind text not null,
  what text not null,
  detail text
);
--> statement-breakpoint
create index machine_log_of on machine_log (rental_id, seq);
--> statement-breakpoint
do $$ declare name text; member text := aima_member(); begin
  execute format('grant select on machine_log to %I', member);
  execute 'alter table machine_log enable row level security';
  execute format('create policy own on machine_log to %I using (workspace_id = aima_workspace()) with check (workspace_id = aima_workspace())', member);
  foreach name in array array['provider_key', 'machine_measure', 'provisioning_plan', 'machine_owner'] loop
    -- Without a policy a member sees nothing, whatever rights it may be given one day.
    execute format('alter table %I enable row level security', name);
  end loop;
end $$;
