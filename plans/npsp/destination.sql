-- A small nonprofit store: where the NPSP plan moves an org's export.
-- Names are not qualified: run it with the search_path set to the schema it belongs in.

create table accounts (
  id             bigint generated always as identity primary key,
  legacy_id      varchar(20) not null unique,
  name           varchar(255) not null,
  kind           varchar(20) not null check (kind in ('household', 'organization')),
  system_kind    varchar(20) check (system_kind in ('household', 'one-to-one', 'individual')),
  street         varchar(255),
  city           varchar(40),
  state          varchar(80),
  postal_code    varchar(20),
  country        char(2)
);

create table contacts (
  id                     bigint generated always as identity primary key,
  legacy_id              varchar(20) not null unique,
  salutation             varchar(10) check (salutation in ('Mr.', 'Ms.', 'Mrs.', 'Dr.', 'Rev.', 'Hon.')),
  first_name             varchar(40),
  last_name              varchar(80) not null,
  email                  varchar(254),
  phone                  varchar(40),
  title                  varchar(128),
  account_id             bigint not null references accounts (id),
  primary_affiliation_id bigint references accounts (id)
);

create table addresses (
  id           bigint generated always as identity primary key,
  legacy_id    varchar(20) not null unique,
  account_id   bigint not null references accounts (id),
  street       varchar(255),
  city         varchar(40),
  state        varchar(80),
  postal_code  varchar(20),
  country      char(2),
  from_month   smallint check (from_month between 1 and 12),
  from_day     smallint check (from_day between 1 and 31),
  until_month  smallint check (until_month between 1 and 12),
  until_day    smallint check (until_day between 1 and 31)
);

create table relationships (
  id              bigint generated always as identity primary key,
  legacy_id       varchar(20) not null unique,
  kind            varchar(20) not null check (kind in ('employee', 'partner')),
  contact_id      bigint not null references contacts (id),
  related_contact bigint not null references contacts (id),
  check (contact_id <> related_contact)
);

create table campaigns (
  id        bigint generated always as identity primary key,
  legacy_id varchar(20) not null unique,
  name      varchar(80) not null
);

create table campaign_members (
  id          bigint generated always as identity primary key,
  legacy_id   varchar(20) not null unique,
  campaign_id bigint not null references campaigns (id),
  contact_id  bigint not null references contacts (id),
  status      varchar(20) not null check (status in ('sent', 'responded')),
  unique (campaign_id, contact_id)
);

create table recurring_gifts (
  id                    bigint generated always as identity primary key,
  legacy_id             varchar(20) not null unique,
  name                  varchar(80) not null,
  contact_id            bigint not null references contacts (id),
  amount                numeric(12, 2) not null,
  established_on        date not null,
  starts_on             date,
  last_payment_on       date,
  next_payment_on       date,
  schedule_kind         varchar(40),
  open_ended            varchar(20) check (open_ended in ('open', 'closed', 'none')),
  period                varchar(20) not null check (period in ('monthly', 'quarterly', 'yearly')),
  day_of_month          smallint check (day_of_month between 1 and 31),
  every                 smallint,
  payment_method        varchar(40),
  kind                  varchar(20) check (kind in ('open', 'fixed')),
  status                varchar(20) not null check (status in ('active', 'paused', 'closed'))
);

create table gifts (
  id                   bigint generated always as identity primary key,
  legacy_id            varchar(20) not null unique,
  name                 varchar(120) not null,
  amount               numeric(12, 2) not null,
  stage                varchar(20) not null check (stage in ('pledged', 'received', 'lost')),
  closed_on            date not null,
  without_payments     boolean not null,
  account_id           bigint not null references accounts (id),
  primary_contact_id   bigint references contacts (id),
  recurring_gift_id    bigint references recurring_gifts (id),
  campaign_id          bigint references campaigns (id)
);

create table gift_contacts (
  id         bigint generated always as identity primary key,
  legacy_id  varchar(20) not null unique,
  gift_id    bigint not null references gifts (id),
  contact_id bigint not null references contacts (id),
  role       varchar(20) not null check (role in ('donor', 'influencer', 'household', 'soft credit')),
  is_primary boolean not null,
  unique (gift_id, contact_id, role)
);

create table partial_credits (
  id         bigint generated always as identity primary key,
  legacy_id  varchar(20) not null unique,
  gift_id    bigint not null references gifts (id),
  contact_id bigint not null references contacts (id),
  role       varchar(40) not null,
  amount     numeric(12, 2) not null
);

create table payments (
  id           bigint generated always as identity primary key,
  legacy_id    varchar(20) not null unique,
  gift_id      bigint not null references gifts (id),
  amount       numeric(12, 2) not null,
  paid_on      date,
  scheduled_on date,
  is_paid      boolean not null,
  written_off  boolean not null
);

create table funds (
  id        bigint generated always as identity primary key,
  legacy_id varchar(20) not null unique,
  name      varchar(80) not null
);

create table allocations (
  id                bigint generated always as identity primary key,
  legacy_id         varchar(20) not null unique,
  gift_id           bigint references gifts (id),
  recurring_gift_id bigint references recurring_gifts (id),
  fund_id           bigint not null references funds (id),
  percent           numeric(5, 2),
  amount            numeric(12, 2),
  check (percent is not null or amount is not null)
);

create index on contacts (account_id);
create index on addresses (account_id);
create index on relationships (contact_id);
create index on relationships (related_contact);
create index on campaign_members (contact_id);
create index on gifts (account_id);
create index on gift_contacts (contact_id);
create index on partial_credits (gift_id);
create index on payments (gift_id);
create index on allocations (gift_id);
create index on allocations (fund_id);
