import { describe, expect, it } from 'vitest';
import { userDataOf } from './user-data.ts';

const nobody = { name: null, email: null, company: null, lastConversationAt: null, lastSummary: null, custom: {} };

describe('what the agent is told', () => {
  it('names everything that is known, in one line, with the next action and the custom fields', () => {
    const person = {
      name: 'John',
      email: 'john@x.example',
      company: 'ABC Corp',
      lastConversationAt: new Date('2025-09-20T15:00:00Z'),
      lastSummary: 'Interested in demo',
      custom: { plan: 'premium' },
    };
    expect(userDataOf(person, 'Schedule product demo')).toEqual({
      summary:
        'name: John, email: john@x.example, company: ABC Corp, last_conversation: 2025-09-20, transcript_summary: Interested in demo',
      next_action: 'Schedule product demo',
      plan: 'premium',
    });
  });

  it('leaves out what is missing', () => {
    expect(userDataOf({ ...nobody, company: 'ABC Corp' }, null)).toEqual({ summary: 'company: ABC Corp' });
    expect(userDataOf(nobody, null)).toEqual({});
    expect(userDataOf(null, 'Book a visit')).toEqual({ next_action: 'Book a visit' });
  });

  it('lets no custom field stand in for the summary or the next action', () => {
    const data = userDataOf(
      { ...nobody, name: 'Ann', custom: { summary: 'a lie', next_action: 'a lie' } },
      'Book a visit',
    );
    expect(data).toEqual({ summary: 'name: Ann', next_action: 'Book a visit' });
  });
});
