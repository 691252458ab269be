-- Whether the registration that a subject shows is one whose status is 迁出: it gives way to that of another province (REGSTATE 6). Follows
-- from `status`; where it was written otherwise than so, and where another registration is to be shown, the patrol finds and mends it.
alter table exchange.subject add column moved_out boolean not null default false;
update exchange.subject set moved_out = true where status in ('迁出', '已迁出');
