import { unitedStates } from './holidays.ts';
import { daily, everyDay, mondayToFriday, mondayToSaturday } from './rule.ts';
import type { CallCap, LegalRule, Source, Span } from './rule.ts';

const readOn = '2026-11-20';
const threeADay: readonly CallCap[] = [{ calls: 3, hours: 24 }];
const sunday = [7] as const;

const tables = {
  dropCowboy: 'https://www.dropcowboy.com/state-compliance',
  callDesk: 'https://glama.ai/mcp/connectors/com.modernmustardseed/call-desk/tools/can_i_call_now',
};

function law(url: string, note: string): Source {
  return { url, readOn, basis: 'law', note };
}

function report(url: string, note: string): Source {
  return { url, readOn, basis: 'report', note };
}

type Stricter = Partial<Pick<LegalRule, 'holidays' | 'caps'>> & { source: Source };

function state(code: string, name: string, week: LegalRule['week']) {
  return ({ holidays = [], caps = [], source }: Stricter): LegalRule => ({
    jurisdiction: `US-${code}`,
    name,
    week,
    holidays,
    caps,
    source,
  });
}

const until = (end: string, from = '08:00'): Span => [from, end];

/** The federal rule, and the states that are known to be stricter. */
export const unitedStatesRules: readonly LegalRule[] = [
  {
    jurisdiction: 'US',
    name: 'United States',
    week: daily(everyDay, until('21:00')),
    holidays: [],
    caps: [],
    source: law(
      'https://www.nwdebtresolution.com/post/telephone-consumer-protection-act-call-time-restrictions',
      '47 CFR 64.1200(c)(1), quoted there: not before 8 a.m. or after 9 p.m. at the called party’s location.',
    ),
  },
  state(
    'AL',
    'Alabama',
    daily(mondayToSaturday, until('20:00')),
  )({
    holidays: unitedStates,
    source: report(
      tables.dropCowboy,
      'No calls on Sundays and holidays; of the holidays only the federal ones are here.',
    ),
  }),
  state(
    'CT',
    'Connecticut',
    daily(everyDay, until('20:00', '09:00')),
  )({
    source: report(tables.dropCowboy, 'Conn. Gen. Stat. 42-288a; its hours were read in a table alone.'),
  }),
  state(
    'FL',
    'Florida',
    daily(everyDay, until('20:00')),
  )({
    caps: threeADay,
    source: law(
      'https://flsenate.gov/Session/Bill/2021/1120/BillText/Filed/HTML',
      'Fla. Stat. 501.616(6): 8 a.m. to 8 p.m. in the called person’s zone, three calls in 24 hours.',
    ),
  }),
  state(
    'KY',
    'Kentucky',
    daily(everyDay, until('21:00', '10:00')),
  )({
    source: report(tables.dropCowboy, 'KRS 367.46955; its hours were read in two tables alone.'),
  }),
  state(
    'LA',
    'Louisiana',
    daily(mondayToSaturday, until('20:00')),
  )({
    holidays: unitedStates,
    source: report(
      tables.dropCowboy,
      'No calls on Sundays and holidays; of the holidays only the federal ones are here.',
    ),
  }),
  state(
    'MA',
    'Massachusetts',
    daily(everyDay, until('20:00')),
  )({
    source: law(
      'https://regulations.justia.com/states/massachusetts/201-cmr/title-201-cmr-12-00/section-12-02',
      '201 CMR 12.02(2): not between 8 p.m. and 8 a.m. at the consumer’s location.',
    ),
  }),
  state(
    'MD',
    'Maryland',
    daily(everyDay, until('20:00')),
  )({
    caps: threeADay,
    source: report(
      'https://www.wmar2news.com/local/law-to-prevent-spam-calls-takes-effect-first-of-the-year',
      'Stop the Spam Calls Act of 2023: 8 a.m. to 8 p.m., three calls in 24 hours.',
    ),
  }),
  state(
    'ME',
    'Maine',
    daily(mondayToFriday, until('17:00', '09:00')),
  )({
    source: report(tables.callDesk, 'Automated solicitation on weekdays from 9 to 5 only (10 M.R.S. 1498).'),
  }),
  state('MI', 'Michigan', daily(everyDay, until('21:00', '09:00')))({ source: report(tables.dropCowboy, '') }),
  state('MN', 'Minnesota', daily(everyDay, until('21:00', '09:00')))({ source: report(tables.dropCowboy, '') }),
  state(
    'MS',
    'Mississippi',
    daily(mondayToSaturday, until('20:00')),
  )({
    source: law(
      'https://getpocketlaw.com/law/state_mississippi/section-77-3-723-rules-for-authorized-calls_57b73fa7ff73',
      'Miss. Code 77-3-723: 8 a.m. to 8 p.m. Central, never on a Sunday. Holidays were freed in 2024.',
    ),
  }),
  state('NM', 'New Mexico', daily(everyDay, until('21:00', '09:00')))({ source: report(tables.dropCowboy, '') }),
  state(
    'NV',
    'Nevada',
    daily(everyDay, until('20:00', '09:00')),
  )({
    source: report(tables.dropCowboy, 'NRS 597.814 bars dialing devices from 9 p.m. to 9 a.m.; the table says 8 p.m.'),
  }),
  state(
    'OK',
    'Oklahoma',
    daily(everyDay, until('20:00')),
  )({
    caps: threeADay,
    source: report(
      'https://24kyc.com/oklahoma-passes-new-telephone-solicitation-act-similar-to-the-federal-tcpa-lerman-senter-pllc/',
      'Telephone Solicitation Act of 2022: 8 a.m. to 8 p.m., three calls in 24 hours.',
    ),
  }),
  state(
    'OR',
    'Oregon',
    daily(everyDay, until('20:00')),
  )({
    caps: threeADay,
    source: report(
      'https://production.jdsupra.com/legalnews/oregon-passes-new-telephone-8210765',
      'HB 3865, in force since 2026-01-01: 8 a.m. to 8 p.m., three calls in 24 hours.',
    ),
  }),
  state(
    'PA',
    'Pennsylvania',
    daily(mondayToSaturday, until('21:00')),
  )({
    source: report(tables.callDesk, 'No calls on Sundays since 2026-10-18.'),
  }),
  state('RI', 'Rhode Island', { ...daily(mondayToFriday, until('18:00', '09:00')), 6: [until('17:00', '10:00')] })({
    holidays: unitedStates,
    source: report(
      tables.dropCowboy,
      'R.I. Gen. Laws 5-61-3.6 was read; the hours it points to (5-61-2) were read in a table, Saturday’s in part.',
    ),
  }),
  state(
    'SD',
    'South Dakota',
    daily(mondayToFriday, until('21:00', '09:00')),
  )({
    source: law(
      'https://lexace.ai/us/statute/south-dakota/37-30-28',
      'SDCL 37-30-28: automated dialing on weekdays between 9 a.m. and 9 p.m. only.',
    ),
  }),
  state('TX', 'Texas', {
    ...daily(mondayToSaturday, until('21:00', '09:00')),
    ...daily(sunday, until('21:00', '12:00')),
  })({
    source: report(tables.callDesk, 'Sundays from noon; weekdays 9 a.m. to 9 p.m. as legalclarity.org has it.'),
  }),
  state(
    'UT',
    'Utah',
    daily(mondayToSaturday, until('21:00')),
  )({
    holidays: [...unitedStates, { date: '07-24' }],
    source: law(
      'https://codes.findlaw.com/ut/title-13-commerce-and-trade/ut-code-sect-13-25a-103/',
      'Utah Code 13-25a-103(3): not from 9 p.m. to 8 a.m., on Sundays or on legal holidays.',
    ),
  }),
  state(
    'WA',
    'Washington',
    daily(everyDay, until('20:00')),
  )({
    source: report(tables.callDesk, 'RCW 80.36.390; its hours were read in a table alone.'),
  }),
  state('WY', 'Wyoming', daily(everyDay, until('20:00')))({ source: report(tables.callDesk, 'Until 8 p.m.') }),
];
