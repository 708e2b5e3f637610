import { useMutation } from '@tanstack/react-query';
import { api } from '#web/api.ts';
import { counted } from '#web/format/number.ts';
import { toast } from '#web/ui/feedback/toast.ts';
import { keepImport } from '../use-change.ts';

type Fixes = Omit<Parameters<typeof api.imports.fix>[0], 'id'>;
type Result = Awaited<ReturnType<typeof api.imports.fix>>;

/** Mends rows, or takes them out, and shows what is left. */
export function useFix(importId: string) {
  return useMutation({
    mutationFn: (fixes: Fixes) => api.imports.fix({ id: importId, ...fixes }),
    onSuccess: (result, { all }) => {
      keepImport(result.import);
      if (all !== undefined) toast.say(wordsOfFix(result));
    },
  });
}

/** Such as "9 corrected, 1 still wrong." */
export function wordsOfFix({ accepted, corrected, dropped, stillWrong, notFound }: Omit<Result, 'import'>): string {
  const parts = [
    ...(accepted > 0 ? [counted(accepted, 'row accepted', 'rows accepted')] : []),
    ...(corrected > 0 ? [counted(corrected, 'row corrected', 'rows corrected')] : []),
    ...(dropped > 0 ? [counted(dropped, 'row taken out', 'rows taken out')] : []),
    ...(stillWrong > 0 ? [counted(stillWrong, 'row still wrong', 'rows still wrong')] : []),
    ...(notFound > 0 ? [counted(notFound, 'row that has no problem here', 'rows that have no problem here')] : []),
  ];
  return parts.length === 0 ? 'Nothing in it had to be changed.' : `${parts.join(', ')}.`;
}
