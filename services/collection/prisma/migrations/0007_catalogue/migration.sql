-- What the centre has published of 《资源目录》 and 《格式规范》 (M§10), as the bytes that it signed; none of it ever changes.
create table catalogue_version (
  version integer not null,
  document text not null,
  heard_at timestamptz(3) not null,
  constraint catalogue_version_pkey primary key (version)
);

create table catalogue_format (
  id text not null,
  document text not null,
  heard_at timestamptz(3) not null,
  constraint catalogue_format_pkey primary key (id)
);

-- Messages that were not believed, by their place in the topic, so that reading it again counts none twice.
create table catalogue_refusal (
  partition integer not null,
  message_offset bigint not null,
  reason text not null,
  detail text not null,
  refused_at timestamptz(3) not null,
  constraint catalogue_refusal_pkey primary key (partition, message_offset)
);
