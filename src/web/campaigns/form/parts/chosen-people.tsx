import { useQueries } from '@tanstack/react-query';
import { X } from 'lucide-react';
import type { Contact } from '#contract/contacts.ts';
import { api } from '#web/api.ts';
import { counted } from '#web/format/number.ts';
import { Phone } from '#web/format/phone.tsx';

type ChosenPeopleProps = { ids: readonly string[]; shownMost: number; onRemove: (id: string) => void };

/** Who was chosen, each to be taken out again; of very many only the number. */
export function ChosenPeople({ ids, shownMost, onRemove }: ChosenPeopleProps) {
  const isShown = ids.length <= shownMost;
  const people = useQueries({
    queries: (isShown ? ids : []).map((id) => ({
      queryKey: ['contacts', 'one', id],
      queryFn: () => api.contacts.get({ id }),
    })),
  });
  if (!isShown) return <p id="setting-people">{counted(ids.length, 'person', 'people')} selected.</p>;
  return (
    <ul id="setting-people" aria-label="Selected people" className="flex flex-wrap gap-1.5">
      {ids.map((id, place) => (
        <Chip key={id} person={people[place]?.data} onRemove={() => onRemove(id)} />
      ))}
    </ul>
  );
}

function Chip({ person, onRemove }: { person: Contact | undefined; onRemove: () => void }) {
  const isNever = person?.suppressed === true;
  return (
    <li className="inline-flex h-7 items-center gap-1 rounded-full bg-sunken ps-3 pe-1 text-sm">
      <span className={isNever ? 'text-red line-through' : ''}>{person ? <Who person={person} /> : '…'}</span>
      {isNever ? <span className="text-red">never call</span> : null}
      <button
        type="button"
        aria-label={`Leave out ${person?.name ?? person?.phone ?? 'somebody'}`}
        onClick={onRemove}
        className="grid size-6 place-items-center rounded-full text-text-3 hover:bg-hover hover:text-text"
      >
        <X size={13} aria-hidden />
      </button>
    </li>
  );
}

function Who({ person: { name, phone } }: { person: Contact }) {
  return name ?? <Phone number={phone} />;
}
