import { type ChangeEvent, type ReactNode, useRef } from 'react';
import type { IncomingFile } from '../../state/photo/incomingFiles';
import { pickedFiles } from './droppedFiles';

const kinds = {
  photo: { accept: 'image/*,.avif,.webp,.jpg,.jpeg,.png' },
  photos: { accept: 'image/*,.avif,.webp,.jpg,.jpeg,.png', multiple: true },
  adapter: { accept: '.safetensors' },
  weights: { accept: '.safetensors,.json', multiple: true },
  folder: { webkitdirectory: '' },
} as const;

interface FilesButtonProps {
  /** What can be chosen. */
  readonly kind: keyof typeof kinds;
  readonly className?: string;
  readonly children: ReactNode;
  /** Accessible name, where it is not what the button shows. */
  readonly label?: string;
  readonly hint?: string;
  /** Accessible name of the file input. */
  readonly input: string;
  readonly onFiles: (files: readonly IncomingFile[]) => void;
  /** In place of choosing files. */
  readonly onPress?: (() => void) | undefined;
}

/** A button in front of a hidden file input. */
export function FilesButton(props: FilesButtonProps) {
  const { kind, className = 'button', children, label, hint, input, onFiles, onPress } = props;
  const chooser = useRef<HTMLInputElement>(null);
  const pick = (event: ChangeEvent<HTMLInputElement>) => {
    const files = [...(event.target.files ?? [])];
    // Emptied, or choosing the same file again would say nothing.
    event.target.value = '';
    if (files.length > 0) onFiles(pickedFiles(files));
  };
  return (
    <>
      <button
        type="button"
        className={className}
        aria-label={label}
        title={hint}
        onClick={onPress ?? (() => chooser.current?.click())}
      >
        {children}
      </button>
      <input ref={chooser} type="file" hidden aria-label={input} onChange={pick} {...kinds[kind]} />
    </>
  );
}
