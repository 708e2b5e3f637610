import { useNavigate } from '@tanstack/react-router';
import { FileUp } from 'lucide-react';
import { useFilters } from '#web/shell/use-filters.ts';
import { Button, ButtonLink } from '#web/ui/controls/button.tsx';
import { Empty } from '#web/ui/feedback/empty.tsx';
import { bookFilters } from './book-query.ts';

type EmptyBookProps = { isNarrowed: boolean; onAdd: (() => void) | undefined };

/** Nobody is here: the filters say so, or the book is new. */
export function EmptyBook({ isNarrowed, onAdd }: EmptyBookProps) {
  const [, change] = useFilters();
  const navigate = useNavigate();
  if (isNarrowed)
    return (
      <Empty
        title="Nobody matches these filters"
        actions={
          <Button onClick={() => change(Object.fromEntries(bookFilters.map((name) => [name, undefined])))}>
            Clear filters
          </Button>
        }
      />
    );
  return (
    <div
      onDragOver={(event) => event.preventDefault()}
      onDrop={(event) => {
        event.preventDefault();
        void navigate({ to: '/imports/new' });
      }}
      className="m-4 rounded-xl border-2 border-dashed border-line-strong"
    >
      <Empty
        icon={<FileUp size={28} aria-hidden />}
        title="The contact book is empty"
        actions={
          <>
            <ButtonLink to="/imports/new" look="primary">
              Import a file
            </ButtonLink>
            {onAdd ? <Button onClick={onAdd}>Add one by hand</Button> : null}
          </>
        }
      >
        Drop a CSV or Excel file here: only a column of phone numbers is needed, everything else is recognised or kept.
      </Empty>
    </div>
  );
}
