import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';

/** Milliseconds of resting on something before its tip shows. */
const rest = 350;

/**
 * The one tip of the page: shows the `data-tip` of what the pointer rests on or the keyboard is at, beside the element's
 * `[data-tip-at]` where it has one. Screen readers get the same text from the element's own label.
 */
export function Tip() {
  const [tip, setTip] = useState<{ text: string; at: DOMRect }>();
  const box = useRef<HTMLDivElement>(null);

  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    let over: Element | undefined;
    const hide = () => {
      clearTimeout(timer);
      over = undefined;
      setTip(undefined);
    };
    const show = (event: Event) => {
      const element =
        event.target instanceof Element ? event.target.closest<HTMLElement>('[data-tip]') : null;
      if (element === over && element) return;
      hide();
      const text = element?.dataset['tip'];
      if (!element || !text) return;
      if (event.type === 'focusin' && !(event.target as Element).matches(':focus-visible')) return;
      over = element;
      timer = setTimeout(() => {
        const anchor = element.querySelector('[data-tip-at]') ?? element;
        if (element.isConnected) setTip({ text, at: anchor.getBoundingClientRect() });
      }, rest);
    };
    const onKey = (event: KeyboardEvent) => {
      if (event.key === 'Escape') hide();
    };
    document.addEventListener('pointerover', show);
    document.addEventListener('focusin', show);
    document.addEventListener('focusout', hide);
    document.addEventListener('pointerdown', hide);
    document.addEventListener('keydown', onKey);
    document.addEventListener('scroll', hide, { capture: true, passive: true });
    return () => {
      hide();
      document.removeEventListener('pointerover', show);
      document.removeEventListener('focusin', show);
      document.removeEventListener('focusout', hide);
      document.removeEventListener('pointerdown', hide);
      document.removeEventListener('keydown', onKey);
      document.removeEventListener('scroll', hide, { capture: true });
    };
  }, []);

  useLayoutEffect(() => {
    const element = box.current;
    if (!element || !tip) return;
    const { width, height } = element.getBoundingClientRect();
    const below = tip.at.bottom + 6 + height <= window.innerHeight;
    element.style.left = `${Math.max(8, Math.min(tip.at.left, document.documentElement.clientWidth - width - 8))}px`;
    element.style.top = `${below ? tip.at.bottom + 6 : Math.max(8, tip.at.top - height - 6)}px`;
  }, [tip]);

  return tip ? (
    <div class="tip" ref={box} aria-hidden="true">
      {tip.text}
    </div>
  ) : null;
}
