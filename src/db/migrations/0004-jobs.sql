-- Jobs: the row is the queue (docs/decisions/0012-jobs.md). Who works on a job holds its claim until the machine is gone.

alter table job
  add column type text not null default 'single' check (type in ('single', 'batch')),
  add column metadata jsonb not null default '{}',
  -- Id of the account that made it.
  add column created_by text,
  -- What the last start decided: analyzers with parameters, stages, tier; runs that ended before `since` count only by content.
  add column plan jsonb,
  add column offer jsonb,
  add column cost_limit_usd double precision,
  add column spent_usd double precision not null default 0,
  add column machine_seconds double precision not null default 0,
  add column progress jsonb,
  add column failure jsonb,
  -- Machines that were lost since the last run that was finished; how often a person had it try again.
  add column attempts integer not null default 0,
  add column retries integer not null default 0,
  -- One claim is one use of one process, so a claim that was lost and taken anew is another.
  add column claimed_by text,
  add column claim_id uuid,
  add column claimed_until timestamptz,
  add column queued_at timestamptz,
  add column started_at timestamptz,
  add column finished_at timestamptz,
  add column completed_at timestamptz,
  -- First step of completion: SHA-256 of the token, what was chosen, and the version that the person saw.
  add column completion jsonb,
  add column anonymised boolean not null default false;
--> statement-breakpoint
create index job_to_do on job (state, queued_at) where state in ('queued', 'analysing', 'wiping');
--> statement-breakpoint
create index job_changed on job (workspace_id, updated_at desc, id);
--> statement-breakpoint
alter table job_media
  -- Everything of this medium that can be found under the job's plan is found, or failed for good.
  add column ended_at timestamptz,
  add column failure jsonb;
--> statement-breakpoint
-- What is done for a job on machines, written before it is done: after a crash the next one knows what to look for.
create table job_step (
  seq bigint generated always as identity primary key,
  workspace_id uuid not null default aima_workspace(),
  job_id uuid not null,
  claim_id uuid not null,
  kind text not null check (kind in ('launch', 'lend', 'analyse', 'wipe', 'terminate', 'confirm_gone', 'wipe_media')),
  media_id text,
  -- Provider, name of the machine, price; numbers of a report. No secrets.
  detail jsonb not null default '{}',
  begun_at timestamptz not null default clock_timestamp(),
  ended_at timestamptz,
  outcome text check (outcome in ('done', 'failed', 'lost')),
  code text,
  foreign key (workspace_id, job_id) references job (workspace_id, id) on delete cascade,
  check ((ended_at is null) = (outcome is null))
);
--> statement-breakpoint
create index job_step_of_job on job_step (workspace_id, job_id, seq);
--> statement-breakpoint
-- Finished windows of long films that are not finished. Without pictures: those are kept encrypted.
create table job_window (
  workspace_id uuid not null default aima_workspace(),
  job_id uuid not null,
  media_id text not null,
  -- Hash of all that decides what is found.
  request text not null,
  from_ms integer not null,
  found jsonb not null,
  at timestamptz not null default now(),
  primary key (workspace_id, job_id, media_id, from_ms),
  foreign key (workspace_id, job_id, media_id) references job_media (workspace_id, job_id, media_id) on delete cascade
);
--> statement-breakpoint
create table job_template (
  id uuid primary key default gen_random_uuid(),
  workspace_id uuid not null default aima_workspace() references workspace (id) on delete cascade,
  name text not null,
  type text not null check (type in ('single', 'batch')),
  priority text not null check (priority in ('urgent', 'standard', 'low')),
  settings jsonb not null,
  metadata jsonb not null,
  from_job uuid,
  created_at timestamptz not null default now()
);
--> statement-breakpoint
create index job_template_newest on job_template (workspace_id, created_at desc, id desc);
--> statement-breakpoint
do $$ declare name text; member text := aima_member(); begin
  execute format('grant select, insert, update on job_step to %I', member);
  execute format('grant select, insert, update, delete on job_window, job_template to %I', member);
  foreach name in array array['job_step', 'job_window', 'job_template'] loop
    execute format('alter table %I enable row level security', name);
    execute format('create policy own on %I to %I using (workspace_id = aima_workspace()) with check (workspace_id = aima_workspace())', name, member);
  end loop;
end $$;
