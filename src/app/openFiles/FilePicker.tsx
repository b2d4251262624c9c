import { useParts } from '../playgroundContext';
import { strings } from '../strings';
import { FilesButton } from './FilesButton';
import { openFiles } from './openFiles';

interface PickerProps {
  readonly className: string;
  readonly label: string;
}

export function PhotoPicker({ className, label }: PickerProps) {
  const parts = useParts();
  return (
    <FilesButton
      kind="photos"
      className={className}
      input={strings.photoFile}
      onFiles={(files) => openFiles(parts, files)}
    >
      {label}
    </FilesButton>
  );
}

export function AdapterPicker({ className, label }: PickerProps) {
  const parts = useParts();
  return (
    <FilesButton
      kind="adapter"
      className={className}
      input={strings.adapterFile}
      onFiles={(files) => openFiles(parts, files)}
    >
      {label}
    </FilesButton>
  );
}
