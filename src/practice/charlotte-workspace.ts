/** The five people of the Charlotte sample plan, who decide about its migration in #crm-migration. */
import type { AppSeed, PersonSeed, WorkspaceSeed } from './workspace-seed.ts';

const charlotte = { timeZone: 'America/New_York' };

export const CHARLOTTE_PEOPLE: readonly PersonSeed[] = [
  {
    id: 'U0OPSLEAD1',
    name: 'maya.okafor',
    realName: 'Maya Okafor',
    displayName: 'Maya Okafor',
    title: 'Operations lead',
    color: '#7c3aed',
    isAdmin: true,
    ...charlotte,
  },
  {
    id: 'U0SALES001',
    name: 'ben.carter',
    realName: 'Ben Carter',
    displayName: 'Ben Carter',
    title: 'Sales owner',
    color: '#b45309',
    ...charlotte,
  },
  {
    id: 'U0FINANCE1',
    name: 'priya.nair',
    realName: 'Priya Nair',
    displayName: 'Priya Nair',
    title: 'Finance owner',
    color: '#0f766e',
    ...charlotte,
  },
  {
    id: 'U0SUPPORT1',
    name: 'tom.alvarez',
    realName: 'Tom Alvarez',
    displayName: 'Tom Alvarez',
    title: 'Support owner',
    color: '#1d4ed8',
    timeZone: 'America/Los_Angeles',
  },
  {
    id: 'U0DIRECTOR',
    name: 'ruth.lindqvist',
    realName: 'Ruth Lindqvist',
    displayName: 'Ruth Lindqvist',
    title: 'Director',
    color: '#be123c',
    timeZone: 'Europe/Stockholm',
  },
];

const everybody = CHARLOTTE_PEOPLE.map((person) => person.id);

/** @param app the app, from `appFromManifest` */
export const charlotteWorkspace = (app: AppSeed): WorkspaceSeed => ({
  team: { id: 'T0CHARLOTTE', name: 'Charlotte Homes', domain: 'charlotte-homes' },
  app,
  people: CHARLOTTE_PEOPLE,
  userGroups: [
    {
      id: 'S0STEWARDS',
      handle: 'data-stewards',
      name: 'Data stewards',
      description: 'Who answers for the data: sales and finance',
      members: ['U0SALES001', 'U0FINANCE1'],
    },
  ],
  channels: [
    {
      id: 'C0MIGRATE1',
      name: 'crm-migration',
      topic: 'Moving from Podio to REsimpli',
      purpose: 'Everything about the CRM migration',
      members: everybody,
      botIsMember: true,
    },
    {
      id: 'C0GENERAL1',
      name: 'general',
      topic: '',
      purpose: 'Company-wide announcements',
      members: everybody,
      botIsMember: false,
    },
  ],
});
