/** Word lists of the sample data. All people, firms and streets are made up. */
export const FIRST_NAMES =
  'James Mary Robert Patricia John Jennifer Michael Linda David Elizabeth William Barbara Richard Susan Joseph Jessica Thomas Sarah Charles Karen Daniel Nancy Matthew Lisa Anthony Betty Mark Margaret Donald Sandra Steven Ashley Andrew Kimberly Paul Emily Joshua Donna Kenneth Michelle Kevin Carol Brian Amanda George Melissa Timothy Deborah Ronald Stephanie Jason Rebecca Edward Laura Jeffrey Sharon Ryan Cynthia Jacob Dorothy Gary Amy Nicholas Angela Eric Shirley Jonathan Brenda Larry Pamela Justin Emma Scott Nicole Brandon Helen Benjamin Samantha Samuel Katherine Gregory Christine Frank Debra Raymond Rachel Alexander Carolyn Patrick Janet Jack Maria'.split(
    ' ',
  );
export const LAST_NAMES =
  'Smith Johnson Williams Brown Jones Garcia Miller Davis Rodriguez Martinez Hernandez Lopez Gonzalez Wilson Anderson Thomas Taylor Moore Jackson Martin Lee Perez Thompson White Harris Sanchez Clark Ramirez Lewis Robinson Walker Young Allen King Wright Scott Torres Nguyen Hill Flores Green Adams Nelson Baker Hall Rivera Campbell Mitchell Carter Roberts Gomez Phillips Evans Turner Diaz Parker Cruz Edwards Collins Reyes Stewart Morris Morales Murphy Cook Rogers Gutierrez Ortiz Morgan Cooper Peterson Bailey Reed Kelly Howard Ramos Kim Cox Ward Richardson Watson Brooks Chavez Wood Bennett Gray Mendoza Ruiz Hughes Price Alvarez Castillo Sanders Patel Myers Long Ross Foster'.split(
    ' ',
  );
export const APOSTROPHE_NAMES = ["O'Brien", "D'Angelo", 'O’Neal', "L'Heureux", "O'Connor-Dunn"] as const;
export const EMOJI_NAMES = ['🏠 Nguyen', 'Garcia 🔥', 'Lee 👨‍👩‍👧', 'Kim ⭐️', 'Ward 🇺🇸'] as const;
export const RIGHT_TO_LEFT_NAMES = ['محمد الأحمد', 'דוד כהן', 'فاطمة الزهراء', 'שרה לוי'] as const;
export const SLACK_MARKUP_NAMES = ['<!channel>', '<!here> *Bold* Buyer', '<@U0OPSLEAD1> & Sons'] as const;

export const STREETS =
  'Providence Rd;Park Rd;Central Ave;Tryon St;Trade St;Queens Rd;Sharon Amity Rd;Randolph Rd;Monroe Rd;Albemarle Rd;Beatties Ford Rd;Statesville Ave;The Plaza;Eastway Dr;Sugar Creek Rd;Freedom Dr;Wilkinson Blvd;South Blvd;Carmel Rd;Rea Rd;Selwyn Ave;Kenilworth Ave;Hawthorne Ln;Thomas Ave;Commonwealth Ave'.split(
    ';',
  );
/** City, state, first three digits of its ZIP codes. */
export const PLACES = [
  ['Charlotte', 'NC', '282'],
  ['Concord', 'NC', '280'],
  ['Gastonia', 'NC', '280'],
  ['Huntersville', 'NC', '280'],
  ['Raleigh', 'NC', '276'],
  ['Greensboro', 'NC', '274'],
  ['Rock Hill', 'SC', '297'],
  ['Fort Mill', 'SC', '297'],
  ['Atlanta', 'GA', '303'],
  ['Richmond', 'VA', '232'],
] as const;
export const STATE_NAMES: Readonly<Record<string, readonly string[]>> = {
  NC: ['NC', 'North Carolina', 'nc'],
  SC: ['SC', 'South Carolina'],
  GA: ['GA', 'Georgia'],
  VA: ['VA', 'Virginia'],
};
export const FIRM_WORDS =
  'Blue Ridge;Queen City;Carolina;Piedmont;Catawba;Hornet;Uptown;Dogwood;Cardinal;Longleaf;Mecklenburg;Steele Creek;Lake Norman;Red Clay;Cornerstone;Summit;Magnolia;Ironwood;Riverbend;Gold Hill'.split(
    ';',
  );
export const FIRM_KINDS =
  'Homes;Properties;Holdings;Capital;Realty;Title;Builders;Investments;Ventures;Group'.split(';');
export const FIRM_FORMS = ['LLC', 'Inc.', 'LP', 'Co.'] as const;
export const OWNERS = [
  'Dana Whitfield',
  'Marcus Lyle',
  'Priya Raman',
  'Tom Becker',
  'Alicia Ferro',
  'Jon Sato',
] as const;
export const SENTENCES = [
  'Seller wants to close before the school year starts.',
  'Roof is about twelve years old; HVAC was replaced in 2019.',
  'Asked twice whether the fee comes out of her side.',
  'Left a voicemail, will try again on Thursday.',
  'He inherited the house with two brothers — all three must sign.',
  'Behind on taxes, wants cash & a quick close.',
  'Tenant pays $1,150 a month and stays until May.',
  'Foundation crack on the north wall, photos are in the folder.',
  'Said “call me after six”, works nights at the airport.',
  'Comps on the street are 15–20% above what she expects.',
  'No answer; the mailbox is full.',
  'Title company found a 1998 lien that was never released.',
  'Café owner, café stays — only the building is for sale.',
  'Wants to see the contract in Spanish: ¿mañana, por favor?',
  'Great talk 👍 sends the survey tonight.',
] as const;
