import { type MouseEvent, useEffect, useRef } from 'react';
import { strings } from '../strings';
import { closeShortcutSheet } from './sheetLoader';
import { keysOf, type ShortcutName, scopes, shortcuts } from './shortcuts';
import './shortcutSheet.css';

const { keyboard } = strings;

/** Every key of the page. The browser keeps the focus inside, and gives it back. */
export default function ShortcutSheet() {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => dialog.current?.showModal(), []);
  const close = () => dialog.current?.close();
  const press = ({ target }: MouseEvent) => {
    if (target === dialog.current) close();
  };
  return (
    <dialog
      ref={dialog}
      className="dialog sheet"
      aria-labelledby="sheet-title"
      onClose={closeShortcutSheet}
      // Beside the sheet; by keyboard Escape does it.
      onPointerDown={press}
    >
      <header className="dialog-head">
        <h2 id="sheet-title">{keyboard.title}</h2>
        <button type="button" className="button button-quiet" onClick={close}>
          {keyboard.close}
        </button>
      </header>
      <div className="sheet-body">
        {scopes.map((scope) => (
          <section key={scope}>
            <h3>{keyboard.scope[scope]}</h3>
            <dl>
              {shortcuts
                .filter((shortcut) => shortcut.scope === scope)
                .map(({ name }) => (
                  <div key={name}>
                    <dt>
                      <Keys name={name} />
                    </dt>
                    <dd>{keyboard.name[name]}</dd>
                  </div>
                ))}
            </dl>
          </section>
        ))}
        <p className="sheet-note">{keyboard.controls}</p>
      </div>
    </dialog>
  );
}

function Keys({ name }: { readonly name: ShortcutName }) {
  const keys = keysOf(name);
  const isShifted = keys.every((key) => key.startsWith('Shift+'));
  return (
    <>
      {isShifted && <kbd>{keyboard.shift}</kbd>}
      {keys.map((key) => {
        const plain = key.replace('Shift+', '');
        return (
          <kbd key={key}>
            <span aria-hidden="true">{keyboard.shown[plain] ?? plain.toUpperCase()}</span>
            <span className="visually-hidden">{keyboard.spoken[plain] ?? plain}</span>
          </kbd>
        );
      })}
    </>
  );
}
