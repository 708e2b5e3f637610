import { computePosition, flip, offset, shift } from '@floating-ui/dom';
import { useEffect, useRef, useState } from 'react';
import { Kbd } from '../kbd.tsx';

const delayMs = 400;

/** Shows the tooltip of what is pointed at or focused. Escape takes it away; it stays while it is pointed at itself. */
export function TooltipLayer() {
  const [anchor, setAnchor] = useState<HTMLElement | null>(null);
  const popup = useRef<HTMLDivElement>(null);
  useEffect(() => follow(setAnchor, popup), []);
  useEffect(() => {
    const shown = popup.current;
    if (!anchor || !shown) return;
    const middleware = [offset(6), flip(), shift({ padding: 8 })];
    void computePosition(anchor, shown, { strategy: 'fixed', placement: 'bottom', middleware }).then(({ x, y }) => {
      shown.style.transform = `translate(${Math.round(x)}px, ${Math.round(y)}px)`;
    });
  }, [anchor]);
  if (!anchor) return null;
  const { tooltip, tooltipKey } = anchor.dataset;
  return (
    <div
      ref={popup}
      role="tooltip"
      className="fixed start-0 top-0 z-50 max-w-72 rounded-md border border-line bg-surface px-2.5 py-1.5 text-sm text-text shadow-overlay"
    >
      {tooltip}
      {tooltipKey === undefined ? null : (
        <span className="ms-2">
          <Kbd>{tooltipKey}</Kbd>
        </span>
      )}
    </div>
  );
}

type Show = (anchor: HTMLElement | null) => void;

function follow(show: Show, popup: { current: HTMLElement | null }): () => void {
  const stop = new AbortController();
  let timer: ReturnType<typeof setTimeout> | undefined;
  const later = (anchor: HTMLElement | null, ms: number) => {
    clearTimeout(timer);
    timer = setTimeout(() => show(anchor?.isConnected ? anchor : null), ms);
  };
  const anchorOf = (target: EventTarget | null) =>
    target instanceof Element ? target.closest<HTMLElement>('[data-tooltip]') : null;
  const onPoint = ({ target, pointerType }: PointerEvent) => {
    if (pointerType === 'touch' || (target instanceof Node && popup.current?.contains(target)))
      return clearTimeout(timer);
    const anchor = anchorOf(target);
    later(anchor, anchor ? delayMs : 100);
  };
  const onFocus = ({ target }: FocusEvent) => {
    if (target instanceof Element && target.matches(':focus-visible')) later(anchorOf(target), delayMs);
  };
  const hide = () => later(null, 0);
  const { signal } = stop;
  document.addEventListener('pointerover', onPoint, { signal });
  document.addEventListener('focusin', onFocus, { signal });
  for (const kind of ['pointerdown', 'focusout', 'scroll'] as const)
    document.addEventListener(kind, hide, { signal, capture: true });
  document.addEventListener('keydown', ({ key }) => (key === 'Escape' ? hide() : undefined), { signal });
  return () => {
    clearTimeout(timer);
    stop.abort();
  };
}
