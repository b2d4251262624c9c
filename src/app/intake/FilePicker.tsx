import { useParts } from '../playgroundContext';
import { strings } from '../strings';
import { FilesButton } from './FilesButton';
import { takeFiles } from './takeFiles';

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
      onFiles={(files) => takeFiles(parts, files)}
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
      onFiles={(files) => takeFiles(parts, files)}
    >
      {label}
    </FilesButton>
  );
}
