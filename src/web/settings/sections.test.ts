import { expect, it } from 'vitest';
import { findSections, sections } from './sections.ts';

const idsFor = (sought: string) => findSections(sought).map(({ id }) => id);

it('a setting is found by the words for it, or their beginnings', () => {
  expect(idsFor('invite')).toEqual(['members']);
  expect(idsFor('Twil')).toEqual(['providers']);
  expect(idsFor('time zone')).toEqual(['defaults', 'date-time']);
  expect(idsFor('nothing like it')).toEqual([]);
});

it('without words all sections are there', () => {
  expect(findSections('  ')).toEqual(sections);
});
