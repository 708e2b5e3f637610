import { useMutation } from '@tanstack/react-query';
import { Plus, X } from 'lucide-react';
import type { FormEvent } from 'react';
import { useState } from 'react';
import type { Contact } from '#contract/contacts.ts';
import { api, queryClient } from '#web/api.ts';
import { IconButton } from '#web/ui/controls/button.tsx';
import { TextInput } from '#web/ui/controls/field.tsx';

/** The tags of a person; each change is kept at once. */
export function TagEditor({ contact, isReadOnly }: { contact: Contact; isReadOnly: boolean }) {
  const [text, setText] = useState('');
  const save = useMutation({
    mutationFn: (tags: string[]) => api.contacts.change({ id: contact.id, tags }),
    onSuccess: (changed) => {
      queryClient.setQueryData(['contacts', 'one', contact.id], changed);
      void queryClient.invalidateQueries({ queryKey: ['contacts', 'list'] });
    },
  });
  const add = (event: FormEvent) => {
    event.preventDefault();
    const tag = text.trim();
    if (tag !== '' && !contact.tags.includes(tag)) save.mutate([...contact.tags, tag]);
    setText('');
  };
  return (
    <div className="flex flex-wrap items-center gap-1.5">
      {contact.tags.length === 0 && isReadOnly ? <p className="text-text-2">None.</p> : null}
      {contact.tags.map((tag) => (
        <span key={tag} className="inline-flex h-7 items-center gap-1 rounded-full bg-sunken ps-3 pe-1 text-sm">
          {tag}
          {isReadOnly ? null : (
            <button
              type="button"
              aria-label={`Take the tag ${tag} away`}
              onClick={() => save.mutate(contact.tags.filter((each) => each !== tag))}
              className="grid size-6 place-items-center rounded-full text-text-3 hover:bg-hover hover:text-text"
            >
              <X size={14} aria-hidden />
            </button>
          )}
        </span>
      ))}
      {isReadOnly ? null : (
        <form onSubmit={add} className="flex items-center gap-1">
          <TextInput
            aria-label="New tag"
            placeholder="Add a tag"
            maxLength={50}
            value={text}
            onChange={(event) => setText(event.target.value)}
            className="h-8 w-32"
          />
          <IconButton label="Add tag" icon={<Plus size={16} aria-hidden />} type="submit" />
        </form>
      )}
    </div>
  );
}
