import { useQueries } from '@tanstack/react-query';
import { X } from 'lucide-react';
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
      {ids.map((id, place) => {
        const person = people[place]?.data;
        const name = person?.name ?? person?.phone ?? 'somebody';
        return (
          <li key={id} className="inline-flex h-7 items-center gap-1 rounded-full bg-sunken ps-3 pe-1 text-sm">
            <span className={person?.suppressed === true ? 'text-red line-through' : ''}>
              {person?.name ?? (person ? <Phone number={person.phone} /> : '…')}
            </span>
            {person?.suppressed === true ? <span className="text-red">never call</span> : null}
            <button
              type="button"
              aria-label={`Leave out ${name}`}
              onClick={() => onRemove(id)}
              className="grid size-6 place-items-center rounded-full text-text-3 hover:bg-hover hover:text-text"
            >
              <X size={13} aria-hidden />
            </button>
          </li>
        );
      })}
    </ul>
  );
}
