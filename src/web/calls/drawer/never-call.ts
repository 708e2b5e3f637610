import { api, oneEffect, queryClient } from '#web/api.ts';
import { toast } from '#web/ui/feedback/toast.ts';

type NeverCall = { phones: readonly string[]; who: string; mayUndo: boolean };

/** Puts numbers on the never-call list; whoever may take them off again can do so for a few seconds. */
export async function neverCall({ phones, who, mayUndo }: NeverCall): Promise<void> {
  const suppressions = phones.map((phone) => ({ phone }));
  const { added } = await api.suppressions.add({ suppressions, reason: 'Asked in the dashboard' }, oneEffect());
  await refresh();
  const isOne = phones.length === 1;
  const text =
    added === 0 ? `${who} ${isOne ? 'was' : 'were'} on the never-call list already.` : `${who} won’t be called again.`;
  const isUndoable = mayUndo && isOne && added === 1;
  toast.say(text, isUndoable ? { label: 'Undo', run: () => void allowAgain(phones[0] ?? '') } : undefined);
}

async function allowAgain(phone: string): Promise<void> {
  try {
    const { data } = await api.suppressions.list({ q: phone });
    const entry = data.find((each) => each.phone === phone);
    if (entry) await api.suppressions.remove({ id: entry.id, reason: 'Taken back in the dashboard' });
    await refresh();
    toast.say('Taken off the never-call list. Campaigns that had left this number out still do.');
  } catch (error) {
    toast.error(error);
  }
}

async function refresh(): Promise<void> {
  for (const queryKey of [['contacts'], ['suppressions'], ['queue'], ['campaigns', 'one']])
    await queryClient.invalidateQueries({ queryKey });
}
