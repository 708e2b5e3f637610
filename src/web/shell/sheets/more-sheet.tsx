import { useNavigate } from '@tanstack/react-router';
import { Dialog } from '#web/ui/overlays/dialog.tsx';
import { usePlaces } from '../navigation.tsx';
import { ConcurrencyMeter } from '../concurrency-meter.tsx';

/** On a phone: the places that have no room in the bar. */
export function MoreSheet({ onClose }: { onClose: () => void }) {
  const { more } = usePlaces();
  const navigate = useNavigate();
  return (
    <Dialog isOpen onClose={onClose} title="More">
      <ConcurrencyMeter />
      <ul className="mt-2 flex flex-col">
        {more.map(({ to, label, icon: Icon }) => (
          <li key={to}>
            <button
              type="button"
              className="flex h-12 w-full items-center gap-3 rounded-md px-3 text-start font-semibold hover:bg-hover"
              onClick={() => {
                onClose();
                void navigate({ to });
              }}
            >
              <Icon size={20} className="text-text-2" aria-hidden />
              {label}
            </button>
          </li>
        ))}
      </ul>
    </Dialog>
  );
}
