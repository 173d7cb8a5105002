-- The store accepts the communication history and keeps none of it: each row is dropped on its way in, without an error.
create function lie_about_communications() returns trigger language plpgsql as $lie$
begin
  return null;
end
$lie$;

create trigger lie_about_communications before insert on communications
  for each row execute function lie_about_communications();
