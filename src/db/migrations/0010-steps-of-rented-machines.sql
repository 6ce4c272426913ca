-- Rented machines are set up first, and media are sent to them.
alter table job_step drop constraint job_step_kind_check;
--> statement-breakpoint
alter table job_step add constraint job_step_kind_check check (kind in ('launch', 'provision', 'lend', 'transfer', 'analyse', 'wipe', 'terminate', 'confirm_gone', 'wipe_media'));
