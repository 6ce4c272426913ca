-- Accounts, sessions, workspaces' members, invitations and keys. What belongs to the installation (accounts and how they
-- sign in) is out of reach for aima_member(); what belongs to a workspace stands behind row-level security as in 0001.

create table account (
  id uuid primary key default gen_random_uuid(),
  email text not null,
  email_verified boolean not null default false,
  name text not null,
  image text,
  role text not null default 'personal' check (role in ('personal', 'enterprise', 'admin')),
  preferences jsonb not null default '{}',
  two_factor_enabled boolean not null default false,
  -- Nobody signs in, and no key of this account opens anything, while this is set.
  disabled_at timestamptz,
  last_sign_in_at timestamptz,
  -- Milliseconds, as JavaScript knows them: pages go by it.
  created_at timestamptz(3) not null default now(),
  updated_at timestamptz not null default now()
);
--> statement-breakpoint
create unique index account_email on account (lower(email));
--> statement-breakpoint
create index account_newest on account (created_at desc, id);
--> statement-breakpoint
-- How an account signs in: a password (provider 'credential', hashed by scrypt), a directory, a provider of single sign-on.
create table account_credential (
  id uuid primary key default gen_random_uuid(),
  user_id uuid not null references account (id) on delete cascade,
  provider_id text not null,
  account_id text not null,
  password text,
  access_token text,
  refresh_token text,
  id_token text,
  access_token_expires_at timestamptz,
  refresh_token_expires_at timestamptz,
  scope text,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  unique (provider_id, account_id)
);
--> statement-breakpoint
create index account_credential_user on account_credential (user_id);
--> statement-breakpoint
create table account_session (
  id uuid primary key default gen_random_uuid(),
  user_id uuid not null references account (id) on delete cascade,
  -- Worthless without the installation's secret, which signs the cookie.
  token text not null unique,
  -- The token before the last rotation; good for requests under way, later a sign of a stolen cookie.
  previous_token text unique,
  rotated_at timestamptz not null default now(),
  active_workspace_id uuid references workspace (id) on delete set null,
  ip_address text,
  user_agent text,
  expires_at timestamptz not null,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);
--> statement-breakpoint
create index account_session_user on account_session (user_id);
--> statement-breakpoint
-- Challenges and states that wait for their answer: second factors, passkeys, single sign-on.
create table account_verification (
  id uuid primary key default gen_random_uuid(),
  identifier text not null,
  value text not null,
  expires_at timestamptz not null,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);
--> statement-breakpoint
create index account_verification_identifier on account_verification (identifier);
--> statement-breakpoint
-- Secret and recovery codes are encrypted with the installation's secret.
create table account_two_factor (
  id uuid primary key default gen_random_uuid(),
  user_id uuid not null unique references account (id) on delete cascade,
  secret text not null,
  backup_codes text not null,
  verified boolean,
  failed_verification_count integer,
  locked_until timestamptz
);
--> statement-breakpoint
create table account_passkey (
  id uuid primary key default gen_random_uuid(),
  user_id uuid not null references account (id) on delete cascade,
  name text,
  public_key text not null,
  credential_id text not null unique,
  counter bigint not null,
  device_type text not null,
  backed_up boolean not null,
  transports text,
  aaguid text,
  created_at timestamptz
);
--> statement-breakpoint
create index account_passkey_user on account_passkey (user_id);
--> statement-breakpoint
-- Failed sign-ins per account and per address, both as keyed hashes: an unknown account counts like a known one.
create table sign_in_failure (
  key text primary key,
  failures integer not null,
  since timestamptz not null,
  locked_until timestamptz
);
--> statement-breakpoint
-- One row: what an administrator switches for the whole installation.
create table installation (
  only_row boolean primary key default true check (only_row),
  registration text not null default 'invitations' check (registration in ('open', 'invitations')),
  -- Account roles that may run batches.
  batch_roles text[] not null default '{personal,enterprise,admin}',
  -- SHA-256 of the one-time link that makes the first administrator.
  welcome_hash text
);
--> statement-breakpoint
insert into installation default values;
--> statement-breakpoint
-- Every account has one workspace of its own; it goes with the account.
alter table workspace add column personal_of uuid unique references account (id) on delete cascade;
--> statement-breakpoint
create table workspace_member (
  workspace_id uuid not null default aima_workspace() references workspace (id) on delete cascade,
  user_id uuid not null references account (id) on delete cascade,
  role text not null check (role in ('owner', 'editor', 'viewer')),
  created_at timestamptz not null default now(),
  primary key (workspace_id, user_id)
);
--> statement-breakpoint
create index workspace_member_user on workspace_member (user_id);
--> statement-breakpoint
create table workspace_invitation (
  id uuid primary key default gen_random_uuid(),
  workspace_id uuid not null default aima_workspace() references workspace (id) on delete cascade,
  role text not null check (role in ('owner', 'editor', 'viewer')),
  -- For the inviter to tell invitations apart; where set, only this address may accept.
  email text,
  token_hash text not null unique,
  invited_by uuid references account (id) on delete set null,
  created_at timestamptz not null default now(),
  expires_at timestamptz not null,
  accepted_at timestamptz,
  accepted_by uuid references account (id) on delete set null,
  revoked_at timestamptz
);
--> statement-breakpoint
create index workspace_invitation_newest on workspace_invitation (workspace_id, created_at desc, id);
--> statement-breakpoint
-- A program's key; it goes with its owner's membership.
create table api_key (
  id uuid primary key default gen_random_uuid(),
  workspace_id uuid not null default aima_workspace(),
  user_id uuid not null,
  name text not null,
  -- SHA-256 of 256 random bits: nothing to guess, so nothing slower is needed.
  token_hash text not null unique,
  -- Its last characters, to tell keys apart.
  ending text not null,
  scopes text[] not null,
  expires_at timestamptz,
  last_used_at timestamptz,
  created_at timestamptz(3) not null default now(),
  revoked_at timestamptz,
  foreign key (workspace_id, user_id) references workspace_member (workspace_id, user_id) on delete cascade
);
--> statement-breakpoint
create index api_key_newest on api_key (workspace_id, created_at desc, id);
--> statement-breakpoint
-- A workspace's keys, wrapped by the installation's master key; the newest wraps, earlier ones still unwrap.
create table workspace_key (
  seq bigint generated always as identity primary key,
  workspace_id uuid not null default aima_workspace() references workspace (id) on delete cascade,
  wrapped text not null,
  created_at timestamptz not null default now()
);
--> statement-breakpoint
create index workspace_key_of_workspace on workspace_key (workspace_id, seq desc);
--> statement-breakpoint
do $$ declare name text; member text := aima_member(); begin
  execute format('grant select, insert, update, delete on workspace_member to %I', member);
  execute format('grant select, insert, update on workspace_invitation, api_key to %I', member);
  execute format('grant select on workspace_key to %I', member);
  execute format('grant select (id, name, email) on account to %I', member);
  foreach name in array array['workspace_member', 'workspace_invitation', 'api_key', 'workspace_key'] loop
    execute format('alter table %I enable row level security', name);
    execute format('create policy own on %I to %I using (workspace_id = aima_workspace()) with check (workspace_id = aima_workspace())', name, member);
  end loop;
  foreach name in array array['account', 'account_credential', 'account_session', 'account_verification', 'account_two_factor', 'account_passkey', 'sign_in_failure', 'installation'] loop
    execute format('alter table %I enable row level security', name);
  end loop;
  -- Of accounts a workspace sees its members alone.
  execute format('create policy members on account to %I using (exists (select from workspace_member m where m.user_id = account.id and m.workspace_id = aima_workspace()))', member);
end $$;
