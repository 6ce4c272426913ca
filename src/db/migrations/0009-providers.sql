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
do $$ declare name text; begin
  foreach name in array array['provider_key', 'machine_measure', 'provisioning_plan'] loop
    -- Without a policy a member sees nothing, whatever rights it may be given one day.
    execute format('alter table %I enable row level security', name);
  end loop;
end $$;
