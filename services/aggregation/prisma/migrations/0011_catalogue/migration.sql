-- 《资源目录》 and 《格式规范》 (M§10). What is published is kept as the bytes that were signed, and never changes.
create table public.catalogue_version (
  version integer not null,
  effective_from date not null,
  document text not null,
  drafted_by text[] not null,
  published_by text not null,
  published_at timestamptz(3) not null,
  constraint catalogue_version_pkey primary key (version)
);

create table public.catalogue_format (
  id text not null,
  document text not null,
  -- The version with which it was published.
  version integer not null,
  constraint catalogue_format_pkey primary key (id),
  constraint catalogue_format_version_fkey foreign key (version) references public.catalogue_version (version)
);

-- What is to become the next version. `revision` rises with every change; who publishes names the one that was seen.
create table public.catalogue_draft (
  id bigint generated always as identity,
  state text not null,
  revision integer not null,
  effective_from text not null,
  note text not null,
  entries jsonb not null,
  -- The version that it became.
  version integer,
  constraint catalogue_draft_pkey primary key (id)
);

create table public.catalogue_draft_format (
  draft bigint not null,
  id text not null,
  document text not null,
  constraint catalogue_draft_format_pkey primary key (draft, id),
  constraint catalogue_draft_format_draft_fkey foreign key (draft) references public.catalogue_draft (id)
);

-- Who did what to a draft, in order: whoever has changed it may not publish it.
create table public.catalogue_draft_act (
  id bigint generated always as identity,
  draft bigint not null,
  act text not null,
  revision integer not null,
  actor text not null,
  at timestamptz(3) not null,
  constraint catalogue_draft_act_pkey primary key (id),
  constraint catalogue_draft_act_draft_fkey foreign key (draft) references public.catalogue_draft (id)
);

create index catalogue_draft_act_draft on public.catalogue_draft_act (draft, id);
