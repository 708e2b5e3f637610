import { describe, expect, it } from 'vitest';
import { linesOf, piecesOf } from './transcript.ts';

describe('a transcript', () => {
  it('is read line by line, with who speaks', () => {
    expect(linesOf('Agent: Hello: is it you?\r\n\nPerson 2: Yes\nsilence\nAt 10:30: no')).toEqual([
      { speaker: 'Agent', text: 'Hello: is it you?' },
      { speaker: 'Person 2', text: 'Yes' },
      { speaker: null, text: 'silence' },
      { speaker: null, text: 'At 10:30: no' },
    ]);
  });

  it('is cut where what is looked for stands', () => {
    expect(piecesOf('A plan, the Plan', 'plan')).toEqual(['A ', 'plan', ', the ', 'Plan', '']);
    expect(piecesOf('nothing', 'x')).toEqual(['nothing']);
    expect(piecesOf('all', ' ')).toEqual(['all']);
  });
});
