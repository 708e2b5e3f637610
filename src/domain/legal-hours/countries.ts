import { australia, britain, france, germany, italy, spain } from './holidays.ts';
import { daily, everyDay, mondayToFriday } from './rule.ts';
import type { LegalRule } from './rule.ts';

const readOn = '2026-11-20';

/** Where nothing published was found: hours at which nobody is woken. */
export const unpublished: LegalRule = {
  jurisdiction: 'ZZ',
  name: 'Any other country',
  week: daily(everyDay, ['08:00', '21:00']),
  holidays: [],
  caps: [],
  source: {
    url: null,
    readOn: null,
    basis: 'none',
    note: 'No hours are known to be published, or none were found: these are our own.',
  },
};

/** Countries other than the United States, as far as what they publish could be read. */
export const countryRules: readonly LegalRule[] = [
  {
    jurisdiction: 'AE',
    name: 'United Arab Emirates',
    week: daily(everyDay, ['09:00', '18:00']),
    holidays: [],
    caps: [
      { calls: 1, hours: 24 },
      { calls: 2, hours: 168 },
    ],
    source: {
      url: 'https://www.khaleejtimes.com/ta/uae/uae-announces-fines-up-to-dh150000-tighter-telemarketing-rules',
      readOn,
      basis: 'report',
      note: 'Cabinet Resolution 56 of 2024: 9 a.m. to 6 p.m.; unanswered, once a day and twice a week.',
    },
  },
  {
    jurisdiction: 'AU',
    name: 'Australia',
    week: { ...daily(mondayToFriday, ['09:00', '20:00']), 6: [['09:00', '17:00']] },
    holidays: australia,
    caps: [],
    source: {
      url: 'https://www.donotcall.gov.au/consumers/consumer-overview/industry-standards/',
      readOn,
      basis: 'law',
      note: 'Telemarketing and Research Calls Industry Standard 2017; never on Sundays and national public holidays.',
    },
  },
  {
    jurisdiction: 'BR',
    name: 'Brazil',
    week: { ...daily(mondayToFriday, ['09:00', '21:00']), 6: [['10:00', '16:00']] },
    holidays: [],
    caps: [],
    source: {
      url: 'https://valor.globo.com/empresas/noticia/2022/10/20/justia-libera-atento-para-fazer-ligao-sem-consentimento-de-consumidor.ghtml',
      readOn,
      basis: 'report',
      note: 'What the regulator Anatel expects: Monday to Friday 9 to 21, Saturday 10 to 16.',
    },
  },
  {
    jurisdiction: 'CA',
    name: 'Canada',
    week: { ...daily(mondayToFriday, ['09:00', '21:30']), ...daily([6, 7], ['10:00', '18:00']) },
    holidays: [],
    caps: [],
    source: {
      url: 'https://www.northerntel.ca/eng/inside_ntl/donotcalllist/donotcalllist.htm',
      readOn,
      basis: 'report',
      note: 'CRTC Unsolicited Telecommunications Rules, Part III; provinces may ask for more and are not here.',
    },
  },
  {
    jurisdiction: 'DE',
    name: 'Germany',
    week: { ...daily(mondayToFriday, ['08:00', '20:00']), 6: [['09:00', '18:00']] },
    holidays: germany,
    caps: [
      { calls: 3, hours: 24 },
      { calls: 15, hours: 168 },
    ],
    source: {
      url: 'https://www.general-anzeiger-bonn.de/news/wirtschaft/regional/was-unternehmen-fuer-telefonmarketing-duerfen_aid-42205421',
      readOn,
      basis: 'code',
      note: 'Branchenkodex of CCV and DDV, agreed with the Bundesnetzagentur; days of single Länder are not here.',
    },
  },
  {
    jurisdiction: 'ES',
    name: 'Spain',
    week: daily(mondayToFriday, ['09:00', '21:00']),
    holidays: spain,
    caps: [],
    source: {
      url: 'https://www.genbeta.com/actualidad/llamadas-comerciales-ilegales-a-partir-hora-asi-puedes-actuar-recibes',
      readOn,
      basis: 'law',
      note: 'Ley General para la Defensa de los Consumidores, art. 96.2, quoted there; only national holidays are here.',
    },
  },
  {
    jurisdiction: 'FR',
    name: 'France',
    week: daily(mondayToFriday, ['10:00', '13:00'], ['14:00', '20:00']),
    holidays: france,
    caps: [{ calls: 4, hours: 720 }],
    source: {
      url: 'https://www.legifrance.gouv.fr/jorf/id/JORFTEXT000046421823',
      readOn,
      basis: 'law',
      note: 'Code de la consommation, D. 223-9 (décret 2022-1313): four calls in thirty days at most.',
    },
  },
  {
    jurisdiction: 'GB',
    name: 'United Kingdom',
    week: { ...daily(mondayToFriday, ['08:00', '21:00']), 6: [['09:00', '21:00']] },
    holidays: britain,
    caps: [],
    source: {
      url: 'http://callcentresoftware.co.uk/blog/2017/june/what-are-ofcoms-rules-on-outbound-calling-times/',
      readOn,
      basis: 'code',
      note: 'Guide of the Direct Marketing Association; the law names no hours. Substitute bank holidays are not here.',
    },
  },
  {
    jurisdiction: 'IN',
    name: 'India',
    week: daily(everyDay, ['09:00', '21:00']),
    holidays: [],
    caps: [],
    source: {
      url: 'https://indianexpress.com/article/india/latest-news/no-pesky-calls-between-9-pm-and-9-am-trai/',
      readOn,
      basis: 'report',
      note: 'TRAI, Commercial Communications Customer Preference Regulations 2010; those of 2018 could not be read.',
    },
  },
  {
    jurisdiction: 'IT',
    name: 'Italy',
    week: { ...daily(mondayToFriday, ['09:00', '20:00']), 6: [['10:00', '19:00']] },
    holidays: italy,
    onEves: [['10:00', '19:00']],
    caps: [],
    source: {
      url: 'https://www.pmi.it/impresa/pubblicita-e-marketing/453002/telemarketing-le-nuove-regole-e-le-fasce-orarie-permesse.html',
      readOn,
      basis: 'code',
      note: 'Codice di condotta of the Garante, 2024: weekdays 9 to 20, Saturdays and eves of holidays 10 to 19.',
    },
  },
];
