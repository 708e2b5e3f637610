import { Menu as Base } from '@base-ui/react/menu';
import type { MenuProps } from './menu-entry.ts';

/** The menu itself, open when it comes: it was asked for. */
export function MenuPopup({ trigger, entries, align = 'end' }: MenuProps) {
  return (
    <Base.Root defaultOpen>
      <Base.Trigger render={trigger} />
      <Base.Portal>
        <Base.Positioner sideOffset={4} align={align} className="z-50">
          <Base.Popup className="min-w-48 rounded-lg border border-line bg-surface p-1 shadow-overlay outline-none">
            {entries.map((entry, place) =>
              entry === 'line' ? (
                <Base.Separator key={place} className="my-1 h-px bg-line" />
              ) : (
                <Base.Item
                  key={place}
                  disabled={entry.isDisabled ?? false}
                  onClick={entry.onSelect}
                  className={`flex min-h-8 cursor-default items-center gap-2.5 rounded-md px-2.5 py-1 outline-none data-disabled:opacity-50 data-highlighted:bg-hover pointer-coarse:min-h-11 ${
                    entry.isDangerous ? 'text-red' : 'text-text'
                  }`}
                >
                  {entry.icon === undefined ? null : <span className="text-text-3">{entry.icon}</span>}
                  <span className="flex-1">{entry.label}</span>
                  {entry.shortcut === undefined ? null : <span className="text-xs text-text-3">{entry.shortcut}</span>}
                </Base.Item>
              ),
            )}
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  );
}
