-- A REsimpli-like store for a wholesale operation: where the Charlotte plan moves its records.
-- Names are not qualified: run it with the search_path set to the schema it belongs in. Statements end with a semicolon at
-- the end of a line, and none needs another transaction.

create type deal_stage as enum (
  'new lead', 'contacted', 'appointment', 'offer', 'negotiation', 'contract', 'closing', 'won', 'lost'
);

create table companies (
  id            bigint generated always as identity primary key,
  podio_item_id varchar(40) not null unique,
  name          varchar(100) not null,
  kind          varchar(20) not null check (kind in ('title', 'buyer', 'lender', 'contractor', 'agency')),
  parent_id     bigint references companies (id),
  phone         varchar(20),
  street        varchar(120),
  city          varchar(60),
  state         varchar(2),
  postal_code   varchar(10),
  country       char(2) not null
);

create table contacts (
  id            bigint generated always as identity primary key,
  podio_item_id varchar(40) not null unique,
  first_name    varchar(60),
  last_name     varchar(60) not null,
  company_id    bigint references companies (id),
  phone         varchar(20),
  email         varchar(120),
  city          varchar(60),
  state         varchar(2),
  created_at    timestamptz not null
);

create table leads (
  id              bigint generated always as identity primary key,
  podio_item_id   varchar(40) not null unique,
  lead_number     integer not null,
  name            varchar(120) not null,
  phone           varchar(20),
  email           varchar(120),
  status          varchar(20) not null
    check (status in ('new', 'working', 'hot', 'warm', 'cold', 'blocked')),
  source          varchar(20) not null check (source in
    ('direct_mail', 'cold_call', 'ppc', 'sms', 'referral', 'driving', 'bandit_sign', 'website')),
  contact_id      bigint references contacts (id),
  company_id      bigint references companies (id),
  property_street varchar(120),
  property_city   varchar(60),
  property_state  varchar(2),
  property_zip    varchar(10),
  asking_price    numeric(12, 2),
  received_on     date not null,
  do_not_call     boolean not null,
  motivation      varchar(500)
);

create table deals (
  id               bigint generated always as identity primary key,
  podio_item_id    varchar(40) not null unique,
  name             varchar(120) not null,
  lead_id          bigint not null references leads (id),
  buyer_company_id bigint references companies (id),
  stage            deal_stage not null default 'new lead',
  offer_price      numeric(12, 2) not null,
  assignment_fee   numeric(12, 2),
  closing_on       date,
  created_at       timestamptz not null,
  owner_name       varchar(80) not null,
  description      varchar(2000)
);

create table deal_contacts (
  id            bigint generated always as identity primary key,
  podio_link_id varchar(80) not null unique,
  deal_id       bigint not null references deals (id),
  contact_id    bigint not null references contacts (id)
);

create table communications (
  id               bigint generated always as identity primary key,
  podio_item_id    varchar(40) not null unique,
  kind             varchar(10) not null check (kind in ('call', 'sms', 'email')),
  direction        varchar(3) not null check (direction in ('in', 'out')),
  lead_id          bigint not null references leads (id),
  deal_id          bigint references deals (id),
  happened_at      timestamptz not null,
  subject          varchar(200),
  body             text,
  duration_seconds integer,
  agent_name       varchar(80) not null
);

create table notes (
  id            bigint generated always as identity primary key,
  podio_item_id varchar(40) not null unique,
  lead_id       bigint not null references leads (id),
  author_name   varchar(80) not null,
  written_at    timestamptz not null,
  body          text not null
);

create table invoices (
  id             bigint generated always as identity primary key,
  podio_item_id  varchar(40) not null unique,
  invoice_number varchar(20) not null,
  deal_id        bigint not null references deals (id),
  issued_on      date not null,
  amount         numeric(12, 2) not null,
  tax            numeric(12, 2) not null,
  total          numeric(12, 2) generated always as (amount + tax) stored,
  status         varchar(20) not null check (status in ('draft', 'sent', 'paid', 'refunded', 'void')),
  paid_on        date
);

create table attachments (
  id         bigint generated always as identity primary key,
  podio_path varchar(300) not null unique,
  deal_id    bigint not null references deals (id),
  file_name  varchar(200) not null,
  content    bytea not null,
  sha256     char(64) not null
);

create index on contacts (company_id);
create index on leads (contact_id);
create index on leads (company_id);
create index on deals (lead_id);
create index on deal_contacts (deal_id);
create index on deal_contacts (contact_id);
create index on communications (lead_id);
create index on communications (deal_id);
create index on notes (lead_id);
create index on invoices (deal_id);
create index on attachments (deal_id);
