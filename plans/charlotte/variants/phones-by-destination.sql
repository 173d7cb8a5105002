-- The store's own phone 'normaliser' takes the first ten digits after the plus sign, for the leads that the dialler already
-- knew: number modulo 25 is 3, 9, 14 or 20. These are the 2,400 that were typed with the country code (see
-- COUNTRY_CODE_LEADS in src/practice/charlotte/cast.ts), so both phone variants spoil the same leads in the same way.
create function lie_about_phones() returns trigger language plpgsql as $lie$
begin
  if new.lead_number % 25 in (3, 9, 14, 20) and new.phone like '+1%' and length(new.phone) = 12 then
    new.phone := '+1' || substr(new.phone, 2, 10);
  end if;
  return new;
end
$lie$;

create trigger lie_about_phones before insert or update on leads
  for each row execute function lie_about_phones();
