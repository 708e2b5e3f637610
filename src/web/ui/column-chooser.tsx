import { Columns3 } from 'lucide-react';
import { Button } from './controls/button.tsx';
import { Checkbox } from './controls/checkbox.tsx';
import { Popover } from './overlays/popover.tsx';

type ColumnChooserProps = {
  /** Names of what can be shown beside what always is. */
  options: readonly string[];
  shown: readonly string[];
  onChange: (shown: string[]) => void;
};

/** Which further columns a table has. */
export function ColumnChooser({ options, shown, onChange }: ColumnChooserProps) {
  if (options.length === 0) return null;
  const toggle = (name: string, isShown: boolean) =>
    onChange(options.filter((each) => (each === name ? isShown : shown.includes(each))));
  return (
    <Popover
      title="Columns"
      align="end"
      trigger={
        <Button icon={<Columns3 size={16} aria-hidden />} className="max-md:hidden">
          Columns{shown.length > 0 ? ` (${shown.length})` : ''}
        </Button>
      }
    >
      <div className="flex max-h-72 flex-col gap-1.5 overflow-y-auto">
        {options.map((name) => (
          <Checkbox key={name} isChecked={shown.includes(name)} onChange={(isShown) => toggle(name, isShown)}>
            {name.replaceAll('_', ' ')}
          </Checkbox>
        ))}
      </div>
    </Popover>
  );
}
