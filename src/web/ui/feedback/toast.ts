import { ProblemError } from '#client/problem-error.ts';

export type ToastAction = { label: string; run: () => void };
export type ToastMessage = {
  id: number;
  tone: 'plain' | 'error';
  text: string;
  detail?: string | undefined;
  action?: ToastAction | undefined;
};

type Listener = (messages: readonly ToastMessage[]) => void;

let messages: readonly ToastMessage[] = [];
let nextId = 1;
const listeners = new Set<Listener>();
const secondsShown = { plain: 6, error: 12 };

function publish(next: readonly ToastMessage[]): void {
  messages = next;
  for (const listener of listeners) listener(next);
}

function show(message: Omit<ToastMessage, 'id'>): () => void {
  const id = nextId++;
  publish([...messages.slice(-2), { ...message, id }]);
  setTimeout(() => dismiss(id), secondsShown[message.tone] * 1000);
  return () => dismiss(id);
}

function dismiss(id: number): void {
  publish(messages.filter((message) => message.id !== id));
}

/** Says something that needs no answer; `undo` and the like as its one action. Each returns what takes it away. */
export const toast = {
  say: (text: string, action?: ToastAction) => show({ tone: 'plain', text, action }),
  error: (error: unknown, action?: ToastAction) => show({ tone: 'error', ...wordsOf(error), action }),
  dismiss,
  subscribe(listener: () => void): () => void {
    listeners.add(listener);
    return () => listeners.delete(listener);
  },
  read: () => messages,
};

/** What went wrong, in the server's words where it said some; the request's id helps whoever looks for it. */
export function wordsOf(error: unknown): { text: string; detail?: string | undefined } {
  if (error instanceof ProblemError)
    return { text: error.detail, detail: error.requestId === '' ? undefined : `Request ${error.requestId}` };
  if (error instanceof TypeError)
    return { text: 'The server can’t be reached. Check that Carillon is running, then try again.' };
  return { text: error instanceof Error ? error.message : String(error) };
}
