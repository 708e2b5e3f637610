import { useQuery } from '@tanstack/react-query';
import { FileUp } from 'lucide-react';
import { Suspense, lazy, useEffect, useState, useSyncExternalStore } from 'react';
import { useSession } from '#web/session.ts';
import { offeredFile } from './offered-file.ts';
import { clockQuery } from './queries.ts';

const ReviewDialog = lazy(async () => ({ default: (await import('./review-dialog.tsx')).ReviewDialog }));

/** A file may be dropped on any page: the whole window takes it. */
export function WindowDrop() {
  const { may } = useSession();
  return may('operator') ? <Drop /> : null;
}

function Drop() {
  const file = useSyncExternalStore(offeredFile.subscribe, offeredFile.read);
  const isSandbox = useQuery(clockQuery).data !== null;
  const isOver = useDraggedFile();
  return (
    <>
      {isOver && file === null ? (
        <div className="pointer-events-none fixed inset-0 z-50 grid place-items-center bg-overlay p-6">
          <p className="flex items-center gap-3 rounded-xl border-2 border-dashed border-accent bg-surface px-8 py-6 text-lg font-semibold shadow-overlay">
            <FileUp size={22} className="text-accent" aria-hidden />
            Drop it to have everybody in it called
          </p>
        </div>
      ) : null}
      <Suspense>
        {file === null ? null : (
          <ReviewDialog file={file} isSandbox={isSandbox} onClose={() => offeredFile.set(null)} />
        )}
      </Suspense>
    </>
  );
}

/** Whether somebody holds a file over the window; what is dropped is offered, unless a part of the page takes it. */
function useDraggedFile(): boolean {
  const [isOver, setOver] = useState(false);
  useEffect(() => {
    const hasFile = (event: DragEvent) => event.dataTransfer?.types.includes('Files') ?? false;
    const over = (event: DragEvent) => {
      if (event.defaultPrevented || !hasFile(event)) return;
      event.preventDefault();
      setOver(true);
    };
    const leave = (event: DragEvent) => {
      if (event.relatedTarget === null) setOver(false);
    };
    const drop = (event: DragEvent) => {
      setOver(false);
      if (event.defaultPrevented || !hasFile(event)) return;
      event.preventDefault();
      offeredFile.set(event.dataTransfer?.files[0] ?? null);
    };
    window.addEventListener('dragover', over);
    window.addEventListener('dragleave', leave);
    window.addEventListener('drop', drop);
    return () => {
      window.removeEventListener('dragover', over);
      window.removeEventListener('dragleave', leave);
      window.removeEventListener('drop', drop);
    };
  }, []);
  return isOver;
}
