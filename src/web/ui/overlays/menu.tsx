import { Suspense, cloneElement, lazy, useState } from 'react';
import type { MenuProps } from './menu-entry.ts';

const load = () => import('./menu-popup.tsx');
const MenuPopup = lazy(async () => ({ default: (await load()).MenuPopup }));

/** What else can be done, behind a button. What opens menus is loaded when somebody is about to open one. */
export function Menu(props: MenuProps) {
  const [isAsked, setAsked] = useState(false);
  const button = cloneElement(props.trigger, {
    'aria-haspopup': 'menu',
    'aria-expanded': false,
    onPointerEnter: load,
    onFocus: load,
    onClick: () => setAsked(true),
  });
  if (!isAsked) return button;
  return (
    <Suspense fallback={button}>
      <MenuPopup {...props} />
    </Suspense>
  );
}
