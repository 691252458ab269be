alter table transfer_out
  -- It takes back what came after that version, which the destination is to show again. It stands for what it brings back: it bears that
  -- batch and row, and takes nothing else back.
  add column back_to_version bigint,
  -- It takes back what the law has withdrawn here.
  add column lawful boolean not null default false;
