import { useId } from 'react';
import { type PictureFormat, pictureFormats } from '../../imaging/pictureFormats';
import type { OutputSettings } from '../../state/playground/settings';
import { strings } from '../strings';
import './saving.css';

interface OutputControlsProps {
  readonly output: OutputSettings;
  readonly onChange: (output: OutputSettings) => void;
}

/** What pictures are saved as. */
export function OutputControls({ output, onChange }: OutputControlsProps) {
  const { format, quality, keepMetadata } = output;
  const id = useId();
  return (
    <div className="output">
      <fieldset className="output-formats">
        <legend className="visually-hidden">{strings.output.format}</legend>
        {pictureFormats.map((name) => (
          <label key={name}>
            <input
              type="radio"
              name={`${id}format`}
              checked={format === name}
              onChange={() => onChange({ ...output, format: name })}
            />
            <span>{strings.output.formatName[name]}</span>
          </label>
        ))}
      </fieldset>
      {format === 'png' ? (
        <p className="output-note">{strings.output.lossless}</p>
      ) : (
        <label className="output-quality">
          <span>{strings.output.quality}</span>
          <input
            type="range"
            min={1}
            max={100}
            value={quality[format]}
            onChange={({ target }) =>
              onChange({ ...output, quality: { ...quality, [format]: Number(target.value) } })
            }
          />
          <output>{quality[format]}</output>
        </label>
      )}
      <label className="output-keep">
        <input
          type="checkbox"
          checked={keepMetadata}
          onChange={({ target }) => onChange({ ...output, keepMetadata: target.checked })}
        />
        <span>{strings.output.keepMetadata}</span>
      </label>
      <p className="output-note">{metadataNote(format, keepMetadata)}</p>
    </div>
  );
}

function metadataNote(format: PictureFormat, keepMetadata: boolean): string {
  if (!keepMetadata) return strings.output.metadataStripped;
  return format === 'avif' ? strings.output.metadataNotInAvif : strings.output.metadataKept;
}
