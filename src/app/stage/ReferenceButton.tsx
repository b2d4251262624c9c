import { FilesButton } from '../openFiles/FilesButton';
import { useParts, usePlayground } from '../playgroundContext';
import { strings } from '../strings';
import { Icon } from './Icon';

/** Takes a picture that shows the truth, to measure against; or puts it away again. */
export function ReferenceButton() {
  const { playground } = useParts();
  const hasReference = usePlayground((state) => state.comparing.reference !== null);
  const { openReference, removeReference } = playground.getState();
  return (
    <FilesButton
      kind="photo"
      className="compare-tool"
      label={hasReference ? strings.removeReference : strings.addReference}
      hint={hasReference ? strings.removeReferenceHint : strings.addReferenceHint}
      input={strings.referenceFile}
      onFiles={([chosen]) => chosen && void openReference(chosen.file)}
      onPress={hasReference ? removeReference : undefined}
    >
      <Icon path={hasReference ? 'M5 5l10 10M15 5 5 15' : 'M10 2.5v15M2.5 10h15'} />
      <span>{strings.reference}</span>
    </FilesButton>
  );
}
