import { randomUUIDv7 } from 'node:crypto';
import { zonesOf } from '#domain/zone.ts';
import type { ContactRow } from '#server/contacts/sql.ts';

const firstNames = (
  'Ada Amir Anna Ben Carla Chen Dana David Elena Emma Farid Fiona Grace Hana Hugo Ines Ivan Jade Jonas Kira Lena Liam ' +
  'Maria Mei Milan Nadia Noah Olga Omar Paul Priya Rosa Sam Sofia Tara Tom Uma Victor Yara Zoe'
).split(' ');
const lastNames = (
  'Abbott Baker Castro Chang Diaz Evans Fischer Gupta Hansen Ito Jansen Khan Lopez Meyer Novak Okafor Patel Quinn Rossi ' +
  'Silva Tanaka Usman Vargas Weber Young Zhang'
).split(' ');
const companies = ['Northwind', 'Blue Harbor', 'Oak & Co', 'Lumen', 'Fairview', 'Cedar Works', 'Atlas', 'Juniper'];
const plans = ['basic', 'premium', 'family'];

/** Area codes of the samples. In each, 555-0100 to 555-0199 belong to nobody. */
const areaCodes = [
  212, 213, 214, 303, 305, 312, 313, 314, 404, 407, 412, 415, 503, 504, 512, 602, 612, 615, 617, 702, 704, 713, 716,
  720, 773, 801,
];
export const samplePeopleMost = areaCodes.length * 100;

/** So many people who don't exist, with the numbers of nobody. */
export function samplePeople(most: number): ContactRow[] {
  return Array.from({ length: Math.min(most, samplePeopleMost) }, (_, n) => sampleOf(n));
}

function sampleOf(n: number): ContactRow {
  const phone = `+1${areaCodes[n % areaCodes.length]}5550${100 + Math.floor(n / areaCodes.length)}`;
  const [first, last] = [firstNames[(n * 7) % firstNames.length], lastNames[(n * 11) % lastNames.length]];
  return {
    ...{ n, id: randomUUIDv7(), phone, name: `${first} ${last}` },
    email: n % 3 === 0 ? `${first}.${last}${n}@example.com`.toLowerCase() : null,
    company: n % 4 === 0 ? (companies[(n / 4) % companies.length] ?? null) : null,
    ...{ notes: null, time_zone: null, zones: zonesOf(phone) },
    custom: { plan: plans[n % plans.length] },
    tags: ['sample'],
  };
}
