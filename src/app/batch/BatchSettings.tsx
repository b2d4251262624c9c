import { fileExtensions } from '../../imaging/pictureFormats';
import { batchOffer } from '../../state/batch/batch';
import { resultFolderIn } from '../../state/batch/resultFolder';
import { resultFileName } from '../../state/saving/fileNames';
import { Field } from '../fields/Field';
import { useParts, usePlayground } from '../playgroundContext';
import { OutputControls } from '../saving/OutputControls';
import { strings } from '../strings';
import { batch as batchWords } from '../strings/batch';
import { useBatch, useBatchStore } from './batchContext';

/** What all photos are restored with, what they are saved as, under which names, and where. */
export function BatchSettings() {
  const { playground } = useParts();
  const output = usePlayground((state) => state.output);
  return (
    <>
      <AdapterChoice />
      <OutputControls output={output} onChange={playground.getState().setOutput} />
      <NameTemplate />
      <Destination />
    </>
  );
}

function AdapterChoice() {
  const batch = useBatchStore();
  const chosen = useBatch((state) => state.chosen);
  const onRail = usePlayground((state) => state.chosen);
  const mixes = usePlayground((state) => state.mixes);
  const offers = usePlayground((state) => state.offers);
  const backbone = usePlayground((state) => state.backbone);
  const offer = batchOffer({ offers, backbone, chosen: onRail, mixes }, chosen);
  const isListed = offers.some(({ key }) => key === offer?.key);
  return (
    <Field label={strings.choices}>
      {(id) => (
        <select
          id={id}
          value={offer?.key ?? ''}
          onChange={({ target }) => {
            const picked = offers.find(({ key }) => key === target.value);
            if (picked !== undefined) batch.getState().choose(picked);
          }}
        >
          {!isListed && (
            <option value={offer?.key ?? ''}>
              {offer === null ? '–' : strings.offerName(offer)}
            </option>
          )}
          {offers.map((listed) => (
            <option key={listed.key} value={listed.key}>
              {strings.offerName(listed)}
            </option>
          ))}
        </select>
      )}
    </Field>
  );
}

function NameTemplate() {
  const batch = useBatchStore();
  const template = useBatch((state) => state.template);
  const example = useBatch((state) => state.items[0]?.name ?? batchWords.exampleName);
  const format = usePlayground((state) => state.output.format);
  const chosen = useBatch((state) => state.chosen);
  const label = usePlayground((state) => batchOffer(state, chosen)?.label ?? '');
  return (
    <Field label={batchWords.names}>
      {(id) => (
        <>
          <input
            id={id}
            type="text"
            spellCheck={false}
            value={template}
            onChange={({ target }) => batch.getState().setTemplate(target.value)}
          />
          <p className="output-note">
            {resultFileName(example, label, fileExtensions[format], template)}
          </p>
        </>
      )}
    </Field>
  );
}

function Destination() {
  const batch = useBatchStore();
  const folder = useBatch((state) => state.folder);
  if (!('showDirectoryPicker' in window)) return null;
  const pick = async () => {
    try {
      const handle = await window.showDirectoryPicker({ mode: 'readwrite' });
      batch.getState().setFolder(resultFolderIn(handle));
    } catch (error) {
      // Closing the browser's window is an answer too.
      if (!(error instanceof DOMException && error.name === 'AbortError')) throw error;
    }
  };
  return (
    <div className="field">
      <span>{batchWords.destination}</span>
      <div className="batch-destination">
        <strong>{folder === null ? batchWords.zipLater : folder.name}</strong>
        {folder === null ? (
          <button type="button" className="link" onClick={() => void pick()}>
            {batchWords.pickFolder}
          </button>
        ) : (
          <button type="button" className="link" onClick={() => batch.getState().setFolder(null)}>
            {batchWords.zipInstead}
          </button>
        )}
      </div>
    </div>
  );
}
