import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { Shown } from '../messages.js';
import { usePage } from './context.js';
import { derivationAs, matrixAs, mostCopied, type Form } from './copying.js';
import { fill } from './format.js';
import * as Icon from './icons.js';
import type { Instrument } from './instrument.js';
import { blocks } from './jacobian.js';
import { savePicture } from './saving.js';
import { outputName } from './sides.js';
import { nameAsPrinted } from './symbol.js';

interface Item {
  readonly label: string;
  readonly act: () => void;
  readonly disabled?: string;
}

interface Props {
  readonly shown: Shown;
  readonly instrument?: Instrument | undefined;
  /** Which row of a batch is on show. */
  readonly batch: number;
}

/** All that can be copied of the explanation, in one menu. */
export function CopyMenu({ shown, instrument, batch }: Props) {
  const { words, settings, copy } = usePage();
  const [open, setOpen] = useState(false);
  const root = useRef<HTMLSpanElement>(null);
  const button = useRef<HTMLButtonElement>(null);

  // Before anything is painted: the next key is for the menu already.
  useLayoutEffect(() => {
    if (!open) return;
    root.current?.querySelector<HTMLElement>('[role=menuitem]')?.focus();
    const away = (event: Event) => {
      if (!root.current?.contains(event.target as Node)) setOpen(false);
    };
    document.addEventListener('pointerdown', away);
    return () => document.removeEventListener('pointerdown', away);
  }, [open]);

  const forms: readonly (readonly [Form, string])[] = [
    ['latex', words.asLatex],
    ['markdown', words.asMarkdown],
    ['unicode', words.asUnicode],
  ];
  const view = instrument && blocks(instrument)[batch];
  const picture =
    instrument && view && view.rows * view.cols > 1
      ? {
          instrument,
          view,
          look: {
            digits: settings.digits,
            maxNumbers: settings.maxNumbers,
            names: {
              output: nameAsPrinted(outputName(shown.explanation)),
              input: nameAsPrinted(shown.explanation.model.wrt),
            },
          },
        }
      : undefined;
  const size = instrument ? instrument.rows * instrument.cols : 0;
  const disabled = size > mostCopied ? fill(words.tooLargeToCopy, size) : undefined;
  const groups: readonly { readonly label: string; readonly items: readonly Item[] }[] = [
    {
      label: words.copyDerivation,
      items: forms.map(([form, label]) => ({ label, act: () => copy(derivationAs(form, shown)) })),
    },
    {
      label: words.copyMatrix,
      items: instrument
        ? (['csv', 'json', 'numpy'] as const).map((form) => ({
            label: { csv: words.asCsv, json: words.asJson, numpy: words.asNumPy }[form],
            act: () => copy(matrixAs(form, instrument)),
            ...(disabled ? { disabled } : {}),
          }))
        : [],
    },
    {
      label: words.savePicture,
      items: picture
        ? (['svg', 'png'] as const).map((form) => ({
            label: { svg: words.asSvg, png: words.asPng }[form],
            act: () => void savePicture(form, picture.instrument, picture.view, picture.look),
          }))
        : [],
    },
  ];

  const close = () => {
    setOpen(false);
    button.current?.focus();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const items = [...(root.current?.querySelectorAll<HTMLElement>('[role=menuitem]') ?? [])];
    const at = items.indexOf(document.activeElement as HTMLElement);
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: items.length - 1 }[event.key];
    if (event.key === 'Escape') close();
    else if (event.key === 'Tab') setOpen(false);
    else if (to !== undefined) items[(to + items.length) % items.length]?.focus();
    else return;
    if (event.key !== 'Tab') event.preventDefault();
  };

  return (
    <span class="menu-anchor" ref={root}>
      <button
        class="tool"
        ref={button}
        title={words.copy}
        aria-label={words.copy}
        aria-haspopup="menu"
        aria-expanded={open}
        onClick={() => setOpen(!open)}
      >
        <Icon.Copy />
      </button>
      {open && (
        <div class="menu" role="menu" aria-label={words.copy} onKeyDown={onKeyDown}>
          {groups
            .filter(({ items }) => items.length > 0)
            .map(({ label, items }) => (
              <div role="group" aria-label={label} key={label} class="menu-group">
                <div class="menu-label" aria-hidden="true">
                  {label}
                </div>
                {items.map((item) => (
                  <button
                    key={item.label}
                    role="menuitem"
                    tabIndex={-1}
                    aria-disabled={item.disabled !== undefined}
                    title={item.disabled}
                    onClick={() => {
                      if (item.disabled !== undefined) return;
                      item.act();
                      close();
                    }}
                  >
                    {item.label}
                  </button>
                ))}
              </div>
            ))}
        </div>
      )}
    </span>
  );
}
