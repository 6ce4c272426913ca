-- The library: uploads on their way, what is known of media, storage and deletion log, retention.

alter table media
  -- Under which context the file was encrypted; another one for each time that the same content is stored.
  add column file_id text,
  -- What people call it; `facts` keeps the name that it came with.
  add column name text not null default '',
  add column owner_id text,
  add column kind text check (kind in ('video', 'image', 'audio')),
  add column size_bytes bigint not null default 0,
  -- Of the encrypted file and of the pictures made from it.
  add column stored_bytes bigint not null default 0,
  add column picture_bytes bigint not null default 0,
  add column duration_ms bigint not null default 0,
  -- As the camera wrote it, a local time.
  add column taken_at text,
  -- Degrees, where the workspace allows places to be read.
  add column place jsonb,
  -- Thumbnails, storyboard, waveform: what there is, once it is made. `removed`: the minors' gate held the medium.
  add column pictures_state text not null default 'waiting' check (pictures_state in ('waiting', 'done', 'failed', 'removed')),
  add column pictures jsonb not null default '{}',
  add column held boolean not null default false,
  add column wipe_reason text,
  add column version integer not null default 1;
--> statement-breakpoint
-- `k1.…` as src/storage writes it; nobody has stored a key before this migration.
alter table media alter column wrapped_key type text using null;
--> statement-breakpoint
create index media_by_file on media (file_id);
--> statement-breakpoint
create index media_newest on media (workspace_id, created_at desc, id desc);
--> statement-breakpoint
create index media_by_name on media (workspace_id, name collate "C", id);
--> statement-breakpoint
create index media_by_size on media (workspace_id, size_bytes desc, id desc);
--> statement-breakpoint
create index media_by_duration on media (workspace_id, duration_ms desc, id desc);
--> statement-breakpoint
create index media_by_taken on media (workspace_id, taken_at desc, id desc) where taken_at is not null;
--> statement-breakpoint
create index media_unfinished on media (state) where state = 'wiping';
--> statement-breakpoint
create index media_without_pictures on media (created_at) where pictures_state = 'waiting' and state = 'stored';
--> statement-breakpoint
create table upload (
  id uuid primary key default gen_random_uuid(),
  workspace_id uuid not null default aima_workspace() references workspace (id) on delete cascade,
  owner_id text not null,
  name text not null,
  size_bytes bigint not null check (size_bytes >= 0),
  -- Bytes that are kept; the upload's own folder has the last word.
  offset_bytes bigint not null default 0,
  -- receiving → checking → done or refused. `refused` says why in code and message.
  state text not null default 'receiving' check (state in ('receiving', 'checking', 'done', 'refused')),
  -- Announced by the client.
  sha256 text check (sha256 ~ '^[0-9a-f]{64}$'),
  content_type text,
  job_id uuid,
  file_id text not null,
  -- Null once it belongs to a medium or is destroyed.
  wrapped_key text,
  media_id text,
  code text,
  message text,
  -- Below a configured import folder: this machine reads it by itself.
  import_path text,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  expires_at timestamptz not null
);
--> statement-breakpoint
create index upload_by_file on upload (file_id);
--> statement-breakpoint
create index upload_newest on upload (workspace_id, created_at desc, id desc);
--> statement-breakpoint
create index upload_open on upload (state, updated_at) where state in ('receiving', 'checking');
--> statement-breakpoint
create index upload_expires on upload (expires_at);
--> statement-breakpoint
-- What was stored and deleted, when and why. No names.
create table storage_log (
  id bigint generated always as identity primary key,
  workspace_id uuid not null default aima_workspace() references workspace (id) on delete cascade,
  at timestamptz not null default now(),
  action text not null check (action in ('stored', 'refused', 'expired', 'key_destroyed', 'wiped', 'pictures_made', 'pictures_removed')),
  object_id text not null,
  reason text not null,
  actor text not null,
  bytes bigint not null
);
--> statement-breakpoint
create index storage_log_newest on storage_log (workspace_id, id desc);
--> statement-breakpoint
create table library_setting (
  workspace_id uuid primary key default aima_workspace() references workspace (id) on delete cascade,
  retention_days integer check (retention_days between 1 and 3650),
  read_places boolean not null default false
);
--> statement-breakpoint
-- One row: the share of the storage, in percent, that was last told as an alert.
create table storage_alert (
  only_row boolean primary key default true check (only_row),
  level smallint not null default 0
);
--> statement-breakpoint
insert into storage_alert default values;
--> statement-breakpoint
do $$ declare name text; member text := aima_member(); begin
  execute format('grant select, insert, update, delete on upload, library_setting to %I', member);
  execute format('grant select, insert on storage_log to %I', member);
  foreach name in array array['upload', 'storage_log', 'library_setting'] loop
    execute format('alter table %I enable row level security', name);
    execute format('create policy own on %I to %I using (workspace_id = aima_workspace()) with check (workspace_id = aima_workspace())', name, member);
  end loop;
end $$;
