-- Why a department withdraws the record that its submission is about; empty for everything else.
alter table submission add column reason text not null default '';
