import { ChevronRight } from 'lucide-react';
import { Button } from '#web/ui/controls/button.tsx';
import { Dialog } from '#web/ui/overlays/dialog.tsx';
import type { Form } from './queries.ts';

const leads: Record<string, string> = {
  simulator: 'A pretend phone network on this machine. Nobody real is called.',
  bolna: 'Voice agents that speak by themselves. Needs an API key.',
  twilio: 'Programmable voice. Needs an account SID and its auth token.',
  exotel: 'Calls to a bot or a flow, for India and South-East Asia.',
};

/** Whose account it is to be. */
export function PickProvider({ forms, onPick }: { forms: readonly Form[]; onPick: (form: Form) => void }) {
  const inOrder = forms.toSorted((a, b) => Number(a.provider === 'simulator') - Number(b.provider === 'simulator'));
  return (
    <ul className="flex flex-col gap-2">
      {inOrder.map((form) => (
        <li key={form.provider}>
          <button
            type="button"
            onClick={() => onPick(form)}
            className="flex w-full items-center gap-3 rounded-lg border border-line px-4 py-3 text-start hover:border-accent hover:bg-hover"
          >
            <span className="min-w-0 flex-1">
              <span className="block font-semibold">{form.title}</span>
              <span className="block text-sm text-text-2">{leads[form.provider] ?? form.limits.help}</span>
            </span>
            <ChevronRight size={18} className="text-text-3" aria-hidden />
          </button>
        </li>
      ))}
    </ul>
  );
}

/** What the first real account changes, said before it is made. */
export function LeavingTheSandbox(props: { title: string; onClose: () => void; onGoOn: () => void }) {
  return (
    <Dialog
      isOpen
      onClose={props.onClose}
      title="This leaves the sandbox"
      description={`With ${props.title}, Carillon can call real people. Three things change:`}
      actions={
        <>
          <Button onClick={props.onClose}>Stay in the sandbox</Button>
          <Button look="primary" onClick={props.onGoOn}>
            Connect {props.title}
          </Button>
        </>
      }
    >
      <ul className="flex list-disc flex-col gap-2 ps-5">
        <li>
          <strong className="font-semibold">The clock returns to real time for good.</strong> It can’t be set or sped up
          again, in any workspace of this installation.
        </li>
        <li>Legal calling hours hold for everybody who is called through a real account.</li>
        <li>
          Nothing starts by itself: agents stay on the simulator until you make one that speaks through the new account.
        </li>
      </ul>
    </Dialog>
  );
}
