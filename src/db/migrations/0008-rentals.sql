-- Rented machines: written down before anything is asked for, and kept as the account of what was spent (docs/decisions/0016-rentals.md).

create table rental (
  id uuid primary key,
  -- Empty for a machine of ours that nobody had written down. A workspace that is deleted leaves its machines to be ended.
  workspace_id uuid references workspace (id) on delete set null,
  -- Without a foreign key: the account outlives the job.
  job_id uuid,
  provider text not null,
  name text not null,
  state text not null check (state in ('intended', 'requesting', 'unknown', 'booting', 'provisioning', 'ready', 'wiping', 'terminating', 'confirming', 'gone')),
  version integer not null default 1,
  -- What counts as spent: the worst case while it is open, the cost once it is gone.
  reserved_usd double precision not null check (reserved_usd >= 0),
  -- When it was gone, milliseconds since 1970 by the clock of the server.
  gone_ms double precision,
  -- Somebody who does not drive it wants it ended.
  end_wanted text,
  claimed_by text,
  claimed_until timestamptz,
  facts jsonb not null,
  created_at timestamptz not null default clock_timestamp(),
  check ((state = 'gone') = (gone_ms is not null)),
  -- Neither a provider nor we may have two of one name.
  unique (provider, name)
);
--> statement-breakpoint
create index rental_open on rental (provider, claimed_until) where state <> 'gone';
--> statement-breakpoint
create index rental_of_job on rental (workspace_id, job_id);
--> statement-breakpoint
create index rental_money on rental (workspace_id, gone_ms);
--> statement-breakpoint
do $$ declare member text := aima_member(); begin
  execute format('grant select, insert, update on rental to %I', member);
  execute 'alter table rental enable row level security';
  execute format('create policy own on rental to %I using (workspace_id = aima_workspace()) with check (workspace_id = aima_workspace())', member);
end $$;
