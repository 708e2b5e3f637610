export type SectionName = {
  id: string;
  title: string;
  /** What somebody may type who looks for something in it. */
  words: string;
};

/** The parts of the settings, in their order; each is at its anchor. */
export const sections: readonly SectionName[] = [
  { id: 'calls-at-once', title: 'Calls at once', words: 'limit concurrency parallel slots in use free system' },
  {
    id: 'defaults',
    title: 'Defaults',
    words: 'time zone country window days hours first last call pace gap retry delay',
  },
  {
    id: 'providers',
    title: 'Phone providers',
    words: 'bolna twilio exotel simulator account credentials api key token webhook url caller id phone number sandbox',
  },
  { id: 'safety', title: 'Safety', words: 'cap times per day gap legal hours law never-call do not call suppression' },
  { id: 'members', title: 'Members', words: 'people roles invite invitation link owner admin operator viewer remove' },
  { id: 'appearance', title: 'Appearance', words: 'theme dark light system colour motion' },
  { id: 'date-time', title: 'Date and time', words: 'zone clock 12 24 hours format locale' },
  { id: 'keyboard', title: 'Keyboard', words: 'shortcuts keys single letters' },
  { id: 'you', title: 'You', words: 'name e-mail email password sessions sign out account devices' },
  { id: 'audit', title: 'Audit log', words: 'record history who did what changes export' },
];

/** The sections in which something stands that is looked for: each word of it, or its beginning. */
export function findSections(sought: string, names: readonly SectionName[] = sections): readonly SectionName[] {
  const wanted = sought.toLowerCase().split(/\s+/).filter(Boolean);
  return names.filter(({ title, words }) => {
    const known = `${title} ${words}`.toLowerCase().split(/\s+/);
    return wanted.every((word) => known.some((each) => each.startsWith(word)));
  });
}
