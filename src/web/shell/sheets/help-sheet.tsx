import { Dialog } from '#web/ui/overlays/dialog.tsx';
import { Kbd } from '#web/ui/kbd.tsx';
import { listShortcuts } from '../shortcuts.ts';

const inLists = [
  { keys: 'j k', does: 'Next and previous row' },
  { keys: 'Enter', does: 'Open the row' },
  { keys: 'x', does: 'Select the row' },
];

/** Every key that does something on this page. */
export function HelpSheet({ onClose }: { onClose: () => void }) {
  const shortcuts = [...new Map(listShortcuts().map((each) => [each.keys, each])).values()];
  return (
    <Dialog
      isOpen
      onClose={onClose}
      title="Keys"
      width="md"
      description="Single letters work while no field has the focus. They can be switched off in the settings."
    >
      <dl className="grid gap-x-8 gap-y-2 sm:grid-cols-2">
        {[{ keys: '⌘ K', does: 'Search or do something' }, ...shortcuts, ...inLists].map(({ keys, does }) => (
          <div key={keys + does} className="flex items-center justify-between gap-4">
            <dt>{does}</dt>
            <dd className="flex gap-1">
              {keys.split(' ').map((key) => (
                <Kbd key={key}>{key}</Kbd>
              ))}
            </dd>
          </div>
        ))}
      </dl>
      <p className="mt-6 text-text-2">
        The API and everything it knows:{' '}
        <a className="font-semibold text-accent hover:underline" href="/docs">
          API docs
        </a>
        .
      </p>
    </Dialog>
  );
}
