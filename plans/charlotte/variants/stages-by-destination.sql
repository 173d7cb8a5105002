-- A leftover automation of the store puts every deal that comes in at the start of the pipeline, and says nothing.
create function lie_about_stages() returns trigger language plpgsql as $lie$
begin
  new.stage := 'new lead';
  return new;
end
$lie$;

create trigger lie_about_stages before insert or update on deals
  for each row execute function lie_about_stages();
