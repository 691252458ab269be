-- The checkpoint that the centre's newest receipt is about, with the centre's cosignature: what proof files show. Empty where
-- the centre did not sign it.
alter table receipt add column cosigned_checkpoint text not null default '';
