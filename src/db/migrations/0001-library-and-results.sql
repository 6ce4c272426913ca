-- Library, jobs and results. Every row belongs to a workspace; row-level security is the second wall behind the access
-- checks: a transaction in a workspace runs as the role aima_member() and sees and writes its rows alone.

create extension if not exists vector;
--> statement-breakpoint
-- Roles belong to the whole server and only their maker may grant them, so every database has one of its own.
do $$ declare member text := 'aima_member_' || (select oid from pg_database where datname = current_database()); begin
  execute format('create role %I nologin', member);
  execute format('grant %I to %I', member, current_user);
  execute format('create function aima_member() returns text language sql immutable parallel safe return %L', member);
end $$;
--> statement-breakpoint
-- The workspace of the running transaction, or null.
create function aima_workspace() returns uuid language sql stable parallel safe
  return nullif(current_setting('aima.workspace', true), '')::uuid;
--> statement-breakpoint
create table workspace (
  id uuid primary key default gen_random_uuid(),
  name text not null,
  -- Number of its newest event; the row's lock gives the numbers the order of the commits.
  last_event bigint not null default 0,
  created_at timestamptz not null default now()
);
--> statement-breakpoint
create table media (
  workspace_id uuid not null default aima_workspace() references workspace (id) on delete cascade,
  id text not null,
  sha256 text not null check (sha256 ~ '^[0-9a-f]{64}$'),
  state text not null check (state in ('stored', 'wiping', 'wiped')),
  -- Name, kind, size, duration, codecs: the contract's Media.
  facts jsonb not null,
  storage_key text not null,
  -- The file's key, wrapped by that of the workspace; null once it is destroyed.
  wrapped_key bytea,
  created_at timestamptz not null default now(),
  primary key (workspace_id, id),
  unique (workspace_id, sha256)
);
--> statement-breakpoint
create table job (
  id uuid primary key default gen_random_uuid(),
  workspace_id uuid not null default aima_workspace() references workspace (id) on delete cascade,
  name text not null,
  profile text not null,
  settings jsonb not null default '{}',
  stage text not null default 'created' check (stage in ('created', 'ml_done', 'llm', 'done')),
  state text not null default 'preparing' check (state in
    ('preparing', 'ready', 'queued', 'analysing', 'paused', 'awaiting_review', 'failed', 'cancelled', 'held', 'wiping', 'archived', 'idle')),
  priority text not null default 'standard' check (priority in ('urgent', 'standard', 'low')),
  -- Counts its changes: who writes says which version it read.
  version integer not null default 1,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  unique (workspace_id, id)
);
--> statement-breakpoint
create index job_newest on job (workspace_id, created_at desc, id);
--> statement-breakpoint
-- From here on keys hold the workspace, so no row can hang on another workspace's (foreign keys see past row-level security).
create table job_media (
  workspace_id uuid not null default aima_workspace(),
  job_id uuid not null,
  media_id text not null,
  position integer not null,
  primary key (workspace_id, job_id, media_id),
  foreign key (workspace_id, job_id) references job (workspace_id, id) on delete cascade,
  foreign key (workspace_id, media_id) references media (workspace_id, id)
);
--> statement-breakpoint
create index job_media_of_medium on job_media (workspace_id, media_id);
--> statement-breakpoint
create table run (
  workspace_id uuid not null default aima_workspace(),
  job_id uuid not null,
  id text not null,
  media_id text not null,
  analyzer text not null,
  status text not null check (status in ('waiting', 'running', 'done', 'failed', 'cancelled', 'held', 'not_run')),
  -- The contract's Run: version, models, parameters, device, reason, coverage.
  facts jsonb not null,
  primary key (workspace_id, job_id, id),
  foreign key (workspace_id, job_id, media_id) references job_media (workspace_id, job_id, media_id)
);
--> statement-breakpoint
create table observation (
  -- Order of arrival; breaks ties of start_ms in pages.
  seq bigint generated always as identity primary key,
  workspace_id uuid not null default aima_workspace() references workspace (id),
  job_id uuid not null,
  run_id text not null,
  id text not null,
  media_id text not null,
  analyzer text not null,
  start_ms integer not null check (start_ms >= 0),
  end_ms integer not null check (end_ms >= start_ms),
  -- How long it lasts, in classes that grow by four (observations.ts has the same table): what still runs at a moment
  -- is found by looking back in each class no further than its longest.
  span_class smallint not null generated always as (
    case when end_ms - start_ms <= 1000 then 0 when end_ms - start_ms <= 4000 then 1 when end_ms - start_ms <= 16000 then 2
      when end_ms - start_ms <= 64000 then 3 when end_ms - start_ms <= 256000 then 4 when end_ms - start_ms <= 1024000 then 5
      when end_ms - start_ms <= 4096000 then 6 else 7 end) stored,
  label text,
  text text,
  box jsonb,
  track_id text,
  person_id text,
  speaker_id text,
  confidence double precision not null check (confidence between 0 and 1),
  attributes jsonb,
  based_on text[],
  sentence text not null,
  source text not null check (source in ('model', 'user')),
  -- 'simple' knows no language: media speak German, English and others, and names must be found as they are.
  words tsvector not null generated always as (
    setweight(to_tsvector('simple', coalesce(text, '')), 'A') || setweight(to_tsvector('simple', coalesce(label, '')), 'B')
      || setweight(to_tsvector('simple', sentence), 'C')) stored,
  unique (job_id, id),
  foreign key (workspace_id, job_id, run_id) references run (workspace_id, job_id, id) on delete cascade
);
--> statement-breakpoint
create index observation_time on observation (job_id, media_id, start_ms, seq);
--> statement-breakpoint
create index observation_running on observation (job_id, media_id, span_class, start_ms);
--> statement-breakpoint
create index observation_analyzer on observation (job_id, analyzer, start_ms, seq);
--> statement-breakpoint
create index observation_label on observation (job_id, label, start_ms, seq);
--> statement-breakpoint
create index observation_confidence on observation (job_id, confidence);
--> statement-breakpoint
create index observation_of_run on observation (workspace_id, job_id, run_id);
--> statement-breakpoint
create index observation_words on observation using gin (words);
--> statement-breakpoint
create table event (
  workspace_id uuid not null default aima_workspace() references workspace (id) on delete cascade,
  seq bigint not null,
  kind text not null,
  body jsonb not null,
  at timestamptz not null default now(),
  primary key (workspace_id, seq)
);
--> statement-breakpoint
do $$ declare name text; member text := aima_member(); begin
  execute format('grant select, insert, update, delete on media, job, job_media, run, observation to %I', member);
  execute format('grant select, update (last_event, name) on workspace to %I', member);
  execute format('grant select, insert on event to %I', member);
  alter table workspace enable row level security;
  execute format('create policy own on workspace to %I using (id = aima_workspace())', member);
  foreach name in array array['media', 'job', 'job_media', 'run', 'observation', 'event'] loop
    execute format('alter table %I enable row level security', name);
    execute format('create policy own on %I to %I using (workspace_id = aima_workspace()) with check (workspace_id = aima_workspace())', name, member);
  end loop;
end $$;
--> statement-breakpoint
-- Row-level security keeps the index of words out of use (its operator is not leakproof), so this function searches as
-- the tables' owner and is the wall itself: it gives rows of the transaction's workspace alone.
create function observation_matching(job uuid, wanted text) returns setof observation
  language sql stable security definer set search_path = pg_catalog, public rows 1000
  begin atomic
    select o.* from public.observation o
    where o.words @@ websearch_to_tsquery('simple', wanted) and o.workspace_id = public.aima_workspace() and o.job_id = job;
  end;
--> statement-breakpoint
revoke all on function observation_matching(uuid, text) from public;
--> statement-breakpoint
do $$ begin
  execute format('grant execute on function observation_matching(uuid, text) to %I', aima_member());
end $$;
