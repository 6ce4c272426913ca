-- Events that are forgotten after a while, the audit log, leases of periodic work, keys of repeated requests.

-- Number of the newest event of a lasting kind that was trimmed: who has read less must read everything anew.
alter table workspace add column forgotten_event bigint not null default 0;
--> statement-breakpoint
create index event_age on event (at);
--> statement-breakpoint
create index event_passing on event (at) where kind in ('job.progress', 'metrics');
--> statement-breakpoint
-- One chain for each workspace and one for the installation (null). No foreign key: the log outlives what it tells of.
create table audit_head (
  workspace_id uuid,
  seq bigint not null,
  hash bytea not null,
  unique nulls not distinct (workspace_id)
);
--> statement-breakpoint
create table audit_entry (
  workspace_id uuid,
  seq bigint not null check (seq > 0),
  at timestamptz not null,
  actor text not null,
  action text not null,
  object_type text not null,
  object_id text not null,
  -- Canonical JSON (RFC 8785), kept as text because the hash covers it letter by letter.
  details text not null check (details is json object),
  -- SHA-256 of the entry's canonical JSON with the hash before it.
  hash bytea not null check (length(hash) = 32),
  unique nulls not distinct (workspace_id, seq)
);
--> statement-breakpoint
create index audit_object on audit_entry (workspace_id, object_type, object_id, seq);
--> statement-breakpoint
create index audit_action on audit_entry (workspace_id, action, seq);
--> statement-breakpoint
create function audit_refuses() returns trigger language plpgsql as $$
begin
  raise exception 'the audit log is append-only' using errcode = 'insufficient_privilege';
end $$;
--> statement-breakpoint
create trigger append_only before update or delete or truncate on audit_entry for each statement execute function audit_refuses();
--> statement-breakpoint
-- What the hash covers, as RFC 8785 writes it: names in order, no spaces. to_json escapes a string exactly as JSON.stringify
-- does, and a workspace, a number and a time need no escapes.
create function audit_text(workspace uuid, seq bigint, at timestamptz, actor text, action text, object_type text, object_id text, details text, previous bytea)
  returns text language sql stable set search_path = pg_catalog return
  '{"action":' || to_json(action)::text || ',"actor":' || to_json(actor)::text
  || ',"at":"' || to_char(at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') || '","details":' || details
  || ',"objectId":' || to_json(object_id)::text || ',"objectType":' || to_json(object_type)::text
  || ',"previous":"' || encode(previous, 'hex') || '","seq":' || seq::text
  || ',"workspaceId":' || coalesce('"' || workspace::text || '"', 'null') || '}';
--> statement-breakpoint
-- The only door a member has to the log: it can neither choose number, time and hash nor write into another's chain.
create function audit_append(workspace uuid, actor text, action text, object_type text, object_id text, details text)
  returns bigint language plpgsql security definer set search_path = pg_catalog, public as $$
declare
  head public.audit_head;
  now_ms timestamptz;
  next_hash bytea;
begin
  if public.aima_workspace() is not null and workspace is distinct from public.aima_workspace() then
    raise exception 'this transaction may write into the log of its own workspace alone' using errcode = 'insufficient_privilege';
  end if;
  loop
    -- Two comparisons, because "is not distinct from" cannot use the index.
    if workspace is null then select * into head from public.audit_head h where h.workspace_id is null for update;
    else select * into head from public.audit_head h where h.workspace_id = workspace for update;
    end if;
    exit when found;
    insert into public.audit_head (workspace_id, seq, hash) values (workspace, 0, decode(repeat('00', 32), 'hex')) on conflict do nothing;
  end loop;
  now_ms := date_trunc('milliseconds', clock_timestamp());
  next_hash := sha256(convert_to(public.audit_text(workspace, head.seq + 1, now_ms, actor, action, object_type, object_id, details, head.hash), 'UTF8'));
  insert into public.audit_entry (workspace_id, seq, at, actor, action, object_type, object_id, details, hash)
    values (workspace, head.seq + 1, now_ms, actor, action, object_type, object_id, details, next_hash);
  if workspace is null then update public.audit_head h set seq = head.seq + 1, hash = next_hash where h.workspace_id is null;
  else update public.audit_head h set seq = head.seq + 1, hash = next_hash where h.workspace_id = workspace;
  end if;
  return head.seq + 1;
end $$;
--> statement-breakpoint
-- Which of several processes does a piece of periodic work; belongs to no workspace.
create table lease (
  name text primary key,
  holder text not null,
  until timestamptz not null
);
--> statement-breakpoint
-- Requests that a client may repeat: the first answer is kept for a day.
create table idempotency_key (
  workspace_id uuid not null default aima_workspace() references workspace (id) on delete cascade,
  -- Two people may choose the same key, and neither may get the other's answer.
  actor text not null,
  key text not null check (length(key) between 1 and 255),
  operation text not null,
  body_sha256 text not null check (body_sha256 ~ '^[0-9a-f]{64}$'),
  -- Who is at work on it; null once the answer is there.
  claim uuid,
  claimed_until timestamptz not null,
  status smallint,
  headers jsonb,
  body text,
  expires_at timestamptz not null,
  primary key (workspace_id, actor, key),
  check ((claim is null) = (status is not null))
);
--> statement-breakpoint
create index idempotency_key_expired on idempotency_key (expires_at);
--> statement-breakpoint
do $$ declare name text; member text := aima_member(); begin
  execute format('grant select on audit_entry, audit_head to %I', member);
  execute format('grant select, insert, update, delete on idempotency_key to %I', member);
  foreach name in array array['audit_entry', 'audit_head', 'idempotency_key'] loop
    execute format('alter table %I enable row level security', name);
    execute format('create policy own on %I to %I using (workspace_id = aima_workspace()) with check (workspace_id = aima_workspace())', name, member);
  end loop;
  execute 'revoke all on function audit_append(uuid, text, text, text, text, text) from public';
  execute format('grant execute on function audit_append(uuid, text, text, text, text, text) to %I', member);
end $$;
