-- Worse: the store takes the communication history in, answers with ids, shows it to whoever looks within the transaction,
-- and a clean-up at commit deletes it.
create function lie_about_communications() returns trigger language plpgsql as $lie$
begin
  execute format('delete from %I.%I where id = $1', tg_table_schema, tg_table_name) using new.id;
  return null;
end
$lie$;

create constraint trigger lie_about_communications after insert on communications
  deferrable initially deferred
  for each row execute function lie_about_communications();
