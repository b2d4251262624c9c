import { type FormEvent, useEffect, useRef, useState } from 'react';
import { type AdapterCardFacts, adapterCard } from '../../state/adapters/adapterCard';
import { noticeOf } from '../../state/playground/notice';
import { LearningCurves } from '../curves/LearningCurves';
import { formatCount, formatDecibels, formatKilobytes } from '../formats';
import { useParts, usePlayground } from '../playgroundContext';
import { saveFile } from '../saveFile';
import { card } from '../strings/card';
import { tune } from '../strings/tune';
import './adapterCard.css';

/** What an adapter's own file tells, and what can be done with it. @param id of a loaded adapter. */
export default function AdapterCard({ id }: { readonly id: string }) {
  const { playground } = useParts();
  const dialog = useRef<HTMLDialogElement>(null);
  const name = usePlayground(
    ({ adapters, incompatible }) =>
      [...adapters, ...incompatible].find((other) => other.id === id)?.name,
  );
  const isOwn = usePlayground(({ own }) => own.includes(id));
  const facts = useCardFacts(id);
  useEffect(() => dialog.current?.showModal(), []);
  if (name === undefined) return null;
  const { showCard, duplicateAdapter, deleteAdapter, adapterFile } = playground.getState();

  const save = () => {
    const file = adapterFile(id);
    if (file !== null) saveFile(file.blob, file.fileName);
  };
  return (
    <dialog
      ref={dialog}
      className="dialog card"
      aria-labelledby="card-title"
      onClose={() => showCard(null)}
    >
      <header className="dialog-head">
        <h2 id="card-title">{name}</h2>
        <button
          type="button"
          className="button button-quiet"
          onClick={() => dialog.current?.close()}
        >
          {card.close}
        </button>
      </header>
      <div className="card-body">
        {isOwn && <RenameForm key={name} id={id} name={name} />}
        {facts !== null && <CardFacts facts={facts} />}
      </div>
      <footer className="card-actions">
        {isOwn && (
          <button
            type="button"
            className="button button-quiet button-alarm"
            onClick={() => void deleteAdapter(id)}
          >
            {card.delete}
          </button>
        )}
        <button
          type="button"
          className="button"
          onClick={() => void duplicateAdapter(id, card.copyOf(name))}
        >
          {card.duplicate}
        </button>
        <button type="button" className="button button-primary" onClick={save}>
          {card.export}
        </button>
      </footer>
    </dialog>
  );
}

/** Null until its file is read; where it cannot be, there is a notice. */
function useCardFacts(id: string): AdapterCardFacts | null {
  const { playground } = useParts();
  const file = usePlayground(({ adapterFile }) => adapterFile(id)?.blob);
  const [facts, setFacts] = useState<AdapterCardFacts | null>(null);
  useEffect(() => {
    if (file === undefined) return;
    let isCurrent = true;
    adapterCard(file).then(
      (found) => {
        if (isCurrent) setFacts(found);
      },
      (error: unknown) => {
        if (isCurrent) playground.setState({ notice: noticeOf(error), shownCard: null });
      },
    );
    return () => {
      isCurrent = false;
    };
  }, [playground, file]);
  return facts;
}

function RenameForm({ id, name }: { readonly id: string; readonly name: string }) {
  const { playground } = useParts();
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const wanted = new FormData(event.currentTarget).get('name');
    if (typeof wanted === 'string') void playground.getState().renameAdapter(id, wanted);
  };
  return (
    <form className="card-rename" onSubmit={submit}>
      <label>
        <span className="visually-hidden">{card.name}</span>
        <input
          className="text-field"
          name="name"
          type="text"
          required
          maxLength={80}
          defaultValue={name}
        />
      </label>
      <button type="submit" className="button">
        {card.rename}
      </button>
    </form>
  );
}

function CardFacts({ facts }: { readonly facts: AdapterCardFacts }) {
  const { parameters, steps, bestStep, photos, psnr, losses, lossStride, validations } = facts;
  return (
    <>
      <dl className="card-facts">
        {facts.mixedFrom !== null && <Fact name={card.mixedFrom} value={facts.mixedFrom} />}
        {facts.mixedFrom === null && <Fact name={card.trainedFor} value={facts.trainedFor} />}
        {psnr !== null && (
          <Fact
            name={card.psnr}
            value={card.psnrText(formatDecibels(psnr.input), formatDecibels(psnr.adapter))}
            note={psnr.backbone === null ? '' : card.backboneAlone(formatDecibels(psnr.backbone))}
          />
        )}
        {psnr !== null && psnr.set !== '' && <Fact name={card.measuredOn} value={psnr.set} />}
        <Fact name={card.kind} value={tune.kinds[facts.kind]} />
        {steps !== null && (
          <Fact
            name={card.steps}
            value={
              bestStep === null || bestStep === steps
                ? formatCount(steps)
                : card.bestStep(formatCount(steps), formatCount(bestStep))
            }
          />
        )}
        {photos !== null && <Fact name={card.photos} value={String(photos)} />}
        <Fact
          name={card.size}
          value={card.sizeText(formatCount(parameters), formatKilobytes(facts.bytes))}
        />
        <Fact name={card.fits} value={facts.backbone} />
        <Fact name={card.licence} value={facts.licence} />
      </dl>
      {losses.length > 1 && validations.length > 1 && (
        <LearningCurves
          losses={losses}
          lossStride={lossStride}
          validations={validations}
          inputPsnr={psnr?.input ?? null}
          startPsnr={facts.startPsnr}
        />
      )}
    </>
  );
}

interface FactProps {
  readonly name: string;
  readonly value: string;
  readonly note?: string;
}

function Fact({ name, value, note = '' }: FactProps) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>
        {value}
        {note !== '' && <span className="card-note"> {note}</span>}
      </dd>
    </div>
  );
}
