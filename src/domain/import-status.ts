import * as z from 'zod';

/**
 * Where an import is: `review` waits for somebody to look at its columns, `checking` reads the file and writes nobody,
 * `ready` waits to be committed, `committing` writes people.
 */
export const ImportStatus = z.enum(['review', 'checking', 'ready', 'committing', 'done', 'failed', 'undone']);
export type ImportStatus = z.infer<typeof ImportStatus>;

export const ImportAction = z.enum(['map', 'fix', 'correct', 'commit', 'undo']);
export type ImportAction = z.infer<typeof ImportAction>;

const actions: Record<ImportStatus, readonly ImportAction[]> = {
  review: ['map', 'commit'],
  checking: [],
  ready: ['map', 'fix', 'correct', 'commit'],
  committing: [],
  done: ['fix', 'correct', 'undo'],
  failed: ['commit'],
  undone: [],
};

/** What may be done with an import of this status. */
export function importActions(status: ImportStatus): readonly ImportAction[] {
  return actions[status];
}

/** Whether a job is, or will be, at work on it. */
export function isAtWork(status: ImportStatus): boolean {
  return status === 'checking' || status === 'committing';
}
