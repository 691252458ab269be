-- Rises whenever something is deleted: a rewriting covers the marks that it began with, and no others.
alter table exchange.erasure_due add column marks bigint not null default 1;
