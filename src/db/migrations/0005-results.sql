-- Results: what makes a run reusable, what people say over model output, held shots, pictures from the worker.

-- What the result depends on (src/cache/cache-key.ts); null where it cannot be told apart from another.
alter table run add column cache_key text;
--> statement-breakpoint
alter table run add column finished_at timestamptz;
--> statement-breakpoint
-- Of run and observations as they were stored, so that the same run arriving twice changes nothing.
alter table run add column content_sha256 text;
--> statement-breakpoint
create index run_reusable on run (workspace_id, media_id, cache_key, finished_at desc) where cache_key is not null;
--> statement-breakpoint
create index run_of_medium on run (workspace_id, media_id);
--> statement-breakpoint
-- The row is what counts now: model output with the corrections that lie over it. `original` is the model's word, kept
-- wherever a correction lies over it.
alter table observation add column original jsonb;
--> statement-breakpoint
alter table observation add column corrected boolean not null default false;
--> statement-breakpoint
alter table observation add column review text check (review in ('accepted', 'rejected'));
--> statement-breakpoint
-- A person took it out; the row stays, because the correction can be undone.
alter table observation add column removed boolean not null default false;
--> statement-breakpoint
-- Counts its changes, over re-runs too: who writes says which version they read.
alter table observation add column version integer not null default 1;
--> statement-breakpoint
-- Anew, because a function over all columns keeps those that it was made with.
create or replace function observation_matching(job uuid, wanted text) returns setof observation
  language sql stable security definer set search_path = pg_catalog, public rows 1000
  begin atomic
    select o.* from public.observation o
    where o.words @@ websearch_to_tsquery('simple', wanted) and o.workspace_id = public.aima_workspace() and o.job_id = job;
  end;
--> statement-breakpoint
-- What people said, in the order in which they said it. Rows are never changed; taking back is a row of its own.
create table correction (
  seq bigint generated always as identity primary key,
  id uuid not null default gen_random_uuid(),
  workspace_id uuid not null default aima_workspace(),
  job_id uuid not null,
  media_id text not null,
  author text not null,
  kind text not null check (kind in ('edit', 'add', 'remove', 'accept', 'reject', 'undo', 'redo')),
  -- The observation that the person looked at; absent for a selector.
  observation_id text,
  -- Equal in all corrections of one thing, whatever its observation is called after a re-run: the first of them.
  lineage uuid,
  -- One correction for all that carry this: {"speakerId": …}.
  selector jsonb,
  -- How the target looked when it was corrected: by this it is found again after a re-run.
  anchor jsonb,
  patch jsonb,
  -- Of undo and redo: the correction that they take back or bring back.
  of_correction uuid,
  at timestamptz not null default now(),
  foreign key (workspace_id, job_id) references job (workspace_id, id) on delete cascade,
  unique (workspace_id, id),
  check ((kind in ('undo', 'redo')) = (of_correction is not null))
);
--> statement-breakpoint
create index correction_of_medium on correction (workspace_id, job_id, media_id, seq);
--> statement-breakpoint
create index correction_taken_back on correction (of_correction, seq desc) where of_correction is not null;
--> statement-breakpoint
create index correction_of_author on correction (workspace_id, job_id, author, seq);
--> statement-breakpoint
-- Where each correction lies now. A correction that stands and has no row here is orphaned: listed, never lost.
create table correction_target (
  workspace_id uuid not null default aima_workspace(),
  job_id uuid not null,
  correction_id uuid not null,
  observation_id text not null,
  primary key (correction_id, observation_id),
  foreign key (workspace_id, correction_id) references correction (workspace_id, id) on delete cascade,
  foreign key (workspace_id, job_id) references job (workspace_id, id) on delete cascade,
  foreign key (job_id, observation_id) references observation (job_id, id) on delete cascade
);
--> statement-breakpoint
create index correction_target_of_observation on correction_target (job_id, observation_id);
--> statement-breakpoint
-- Shots of which nothing is told (decisions.md, minors). They belong to the medium, whichever job found them.
create table held_shot (
  id uuid primary key default gen_random_uuid(),
  workspace_id uuid not null default aima_workspace(),
  media_id text not null,
  start_ms integer not null check (start_ms >= 0),
  -- Equal to start_ms in photos: the whole picture.
  end_ms integer not null check (end_ms >= start_ms),
  reason text not null check (reason in ('possible_minor', 'age_unknown', 'age_uncertain')),
  held_at timestamptz not null default now(),
  -- As 'not explicit': what describes no person, body, clothing or act may run on it again.
  released_at timestamptz,
  released_by text,
  -- False until thumbnails, storyboard and keyframes that were made before are gone: what a crash left undone is found by it.
  pictures_removed boolean not null default false,
  unique (workspace_id, media_id, start_ms, end_ms),
  foreign key (workspace_id, media_id) references media (workspace_id, id) on delete cascade,
  check ((released_at is null) = (released_by is null))
);
--> statement-breakpoint
-- Pictures that the worker sent, some at a time in one file encrypted with the medium's key; `frames` says where each lies.
create table keyframe_pack (
  id uuid primary key,
  -- Order of arrival: of two pictures of one moment the later counts.
  seq bigint generated always as identity,
  workspace_id uuid not null default aima_workspace(),
  job_id uuid not null,
  media_id text not null,
  storage_key text not null,
  frames jsonb not null,
  foreign key (workspace_id, job_id) references job (workspace_id, id) on delete cascade,
  foreign key (workspace_id, media_id) references media (workspace_id, id) on delete cascade
);
--> statement-breakpoint
create index keyframe_pack_of_medium on keyframe_pack (workspace_id, media_id, seq);
--> statement-breakpoint
do $$ declare name text; member text := aima_member(); begin
  -- Nobody may change what somebody said.
  execute format('grant select, insert, delete on correction to %I', member);
  execute format('grant select, insert, update, delete on correction_target, keyframe_pack to %I', member);
  -- A hold cannot be taken away, only released.
  execute format('grant select, insert, update (released_at, released_by, pictures_removed) on held_shot to %I', member);
  foreach name in array array['correction', 'correction_target', 'held_shot', 'keyframe_pack'] loop
    execute format('alter table %I enable row level security', name);
    execute format('create policy own on %I to %I using (workspace_id = aima_workspace()) with check (workspace_id = aima_workspace())', name, member);
  end loop;
end $$;
