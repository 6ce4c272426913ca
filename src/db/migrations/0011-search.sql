-- Search over all jobs of the workspace. As with observation_matching, row-level security would keep the index of words out
-- of use, so these functions look as the tables' owner and are the wall themselves: both name the transaction's workspace.
-- They are plpgsql and executed from text, because then every search is planned for its own words: a rare one begins at
-- the index of words, one that stands everywhere walks the newest jobs until the page is full.

-- What is wanted, as TypeScript writes it (observation-search.ts); what is absent holds for every row.
create function observation_page(wanted jsonb, most integer) returns table (seq bigint)
  language plpgsql stable security definer set search_path = pg_catalog, public rows 50 as $$
  declare
    query tsquery := websearch_to_tsquery('simple', wanted->>'text');
    analyzers text[] := case when wanted ? 'analyzers' then array(select jsonb_array_elements_text(wanted->'analyzers')) end;
    labels text[] := case when wanted ? 'labels' then array(select jsonb_array_elements_text(wanted->'labels')) end;
  begin
    return query execute $q$
      select o.seq from public.observation o join public.job j on j.workspace_id = o.workspace_id and j.id = o.job_id
      where o.workspace_id = public.aima_workspace() and j.workspace_id = public.aima_workspace() and o.removed = coalesce(($1->>'removed')::boolean, false)
        and ($2 is null or o.words @@ $2) and ($3 is null or o.analyzer = any ($3)) and ($4 is null or o.label = any ($4))
        and ($1->>'jobId' is null or o.job_id = ($1->>'jobId')::uuid) and ($1->>'mediaId' is null or o.media_id = $1->>'mediaId')
        and ($1->>'runId' is null or o.run_id = $1->>'runId') and ($1->>'trackId' is null or o.track_id = $1->>'trackId')
        and ($1->>'personId' is null or o.person_id = $1->>'personId') and ($1->>'speakerId' is null or o.speaker_id = $1->>'speakerId')
        and ($1->>'source' is null or o.source = $1->>'source') and ($1->>'corrected' is null or o.corrected = ($1->>'corrected')::boolean)
        and ($1->>'review' is null or coalesce(o.review, 'open') = $1->>'review')
        and ($1->>'minConfidence' is null or o.confidence >= ($1->>'minConfidence')::double precision)
        and ($1->>'fromMs' is null or o.start_ms >= ($1->>'fromMs')::integer or o.end_ms > ($1->>'fromMs')::integer)
        and ($1->>'toMs' is null or o.start_ms < ($1->>'toMs')::integer)
        and ($1->>'from' is null or j.created_at >= ($1->>'from')::timestamptz) and ($1->>'to' is null or j.created_at < ($1->>'to')::timestamptz)
        and ($1->>'kind' is null or exists (select from public.media m where m.workspace_id = o.workspace_id and m.id = o.media_id and m.kind = $1->>'kind'))
        and ($1->'after' is null or j.created_at <= ($1#>>'{after,0}')::timestamptz)
        and ($1->'after' is null or j.created_at < ($1#>>'{after,0}')::timestamptz
          or (j.id, o.media_id, o.start_ms, o.seq) > (($1#>>'{after,1}')::uuid, $1#>>'{after,2}', ($1#>>'{after,3}')::integer, ($1#>>'{after,4}')::bigint))
      order by j.created_at desc, j.id, o.media_id, o.start_ms, o.seq limit $5 $q$ using wanted, query, analyzers, labels, most;
  end $$;
--> statement-breakpoint
-- How many there are of each job, medium, analyzer and label; of no more than `most` rows, whichever are found first.
create function observation_counts(wanted jsonb, most integer) returns table (job_id uuid, media_id text, analyzer text, label text, n integer)
  language plpgsql stable security definer set search_path = pg_catalog, public rows 1000 as $$
  declare
    query tsquery := websearch_to_tsquery('simple', wanted->>'text');
    analyzers text[] := case when wanted ? 'analyzers' then array(select jsonb_array_elements_text(wanted->'analyzers')) end;
    labels text[] := case when wanted ? 'labels' then array(select jsonb_array_elements_text(wanted->'labels')) end;
  begin
    return query execute $q$
      select c.job_id, c.media_id, c.analyzer, c.label, count(*)::integer from (
      select o.job_id, o.media_id, o.analyzer, o.label from public.observation o
      where o.workspace_id = public.aima_workspace() and o.removed = coalesce(($1->>'removed')::boolean, false)
        and ($2 is null or o.words @@ $2) and ($3 is null or o.analyzer = any ($3)) and ($4 is null or o.label = any ($4))
        and ($1->>'jobId' is null or o.job_id = ($1->>'jobId')::uuid) and ($1->>'mediaId' is null or o.media_id = $1->>'mediaId')
        and ($1->>'runId' is null or o.run_id = $1->>'runId') and ($1->>'trackId' is null or o.track_id = $1->>'trackId')
        and ($1->>'personId' is null or o.person_id = $1->>'personId') and ($1->>'speakerId' is null or o.speaker_id = $1->>'speakerId')
        and ($1->>'source' is null or o.source = $1->>'source') and ($1->>'corrected' is null or o.corrected = ($1->>'corrected')::boolean)
        and ($1->>'review' is null or coalesce(o.review, 'open') = $1->>'review')
        and ($1->>'minConfidence' is null or o.confidence >= ($1->>'minConfidence')::double precision)
        and ($1->>'fromMs' is null or o.start_ms >= ($1->>'fromMs')::integer or o.end_ms > ($1->>'fromMs')::integer)
        and ($1->>'toMs' is null or o.start_ms < ($1->>'toMs')::integer)
        and ($1->>'from' is null or exists (select from public.job j where j.workspace_id = o.workspace_id and j.id = o.job_id and j.created_at >= ($1->>'from')::timestamptz))
        and ($1->>'to' is null or exists (select from public.job j where j.workspace_id = o.workspace_id and j.id = o.job_id and j.created_at < ($1->>'to')::timestamptz))
        and ($1->>'kind' is null or exists (select from public.media m where m.workspace_id = o.workspace_id and m.id = o.media_id and m.kind = $1->>'kind'))
      limit $5) c group by c.job_id, c.media_id, c.analyzer, c.label $q$ using wanted, query, analyzers, labels, most;
  end $$;
--> statement-breakpoint
revoke all on function observation_page(jsonb, integer), observation_counts(jsonb, integer) from public;
--> statement-breakpoint
do $$ begin
  execute format('grant execute on function observation_page(jsonb, integer), observation_counts(jsonb, integer) to %I', aima_member());
end $$;
