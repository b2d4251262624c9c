import { type ChangeEvent, useRef } from 'react';
import { useParts } from '../playgroundContext';
import { strings } from '../strings';
import { takeFiles } from './takeFiles';

interface PickerProps {
  readonly className: string;
  readonly label: string;
}

export function PhotoPicker(props: PickerProps) {
  return (
    <FilePicker
      {...props}
      accept="image/*,.avif,.webp,.jpg,.jpeg,.png"
      input={strings.photoFile}
      multiple
    />
  );
}

export function AdapterPicker(props: PickerProps) {
  return <FilePicker {...props} accept=".safetensors" input={strings.adapterFile} />;
}

interface FilePickerProps extends PickerProps {
  readonly accept: string;
  /** Accessible name of the file input. */
  readonly input: string;
  readonly multiple?: boolean;
}

/** A button in front of a hidden file input. */
function FilePicker({ className, label, accept, input, multiple = false }: FilePickerProps) {
  const parts = useParts();
  const chooser = useRef<HTMLInputElement>(null);
  const pick = (event: ChangeEvent<HTMLInputElement>) => {
    const files = [...(event.target.files ?? [])];
    // Emptied, or choosing the same file again would say nothing.
    event.target.value = '';
    takeFiles(
      parts,
      files.map((file) => ({ file, folder: '' })),
    );
  };
  return (
    <>
      <button type="button" className={className} onClick={() => chooser.current?.click()}>
        {label}
      </button>
      <input
        ref={chooser}
        type="file"
        hidden
        multiple={multiple}
        accept={accept}
        aria-label={input}
        onChange={pick}
      />
    </>
  );
}
