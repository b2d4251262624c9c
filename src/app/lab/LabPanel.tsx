import { useEffect, useId, useRef } from 'react';
import { NumberField } from '../fields/Field';
import { RecipeSteps } from '../recipe/RecipeSteps';
import { StartingRecipes } from '../recipe/StartingRecipes';
import { saveFile } from '../saveFile';
import { lab as words } from '../strings/lab';
import { ErrorMapButton } from './ErrorMapButton';
import './lab.css';
import { labEntryId } from './LabEntry';
import { useLab, useLabStore } from './labContext';
import { MeasuredTable } from './MeasuredTable';

export interface LabPanelProps {
  /** By another screen. */
  readonly isCovered: boolean;
  /** With the stage: there is nothing to see of what it changes. */
  readonly isHidden: boolean;
}

/** What is done to the photo, and how close everything comes to what it was. */
export function LabPanel({ isCovered, isHidden }: LabPanelProps) {
  const lab = useLabStore();
  const heading = useId();
  const title = useRef<HTMLHeadingElement>(null);
  const isDegrading = useLab((state) => state.isDegrading);

  useEffect(() => {
    title.current?.focus();
    return () => {
      // The entry comes back as this goes.
      requestAnimationFrame(() => document.getElementById(labEntryId)?.focus());
    };
  }, []);

  return (
    <section
      className="lab"
      aria-labelledby={heading}
      aria-busy={isDegrading}
      inert={isCovered}
      hidden={isHidden}
    >
      <header className="screen-head lab-head">
        <h2 id={heading} ref={title} tabIndex={-1}>
          {words.title}
        </h2>
        {isDegrading && <span className="lab-busy">{words.degrading}</span>}
        <button
          type="button"
          className="button button-quiet"
          onClick={() => void lab.getState().close()}
        >
          {words.close}
        </button>
      </header>
      <div className="lab-body">
        <Damage />
        <Measured />
      </div>
    </section>
  );
}

function Measured() {
  const heading = useId();
  return (
    <section className="lab-part lab-measured" aria-labelledby={heading}>
      <h3 id={heading}>{words.measured}</h3>
      <MeasuredTable labelledBy={heading} />
      <div className="lab-buttons">
        <ErrorMapButton />
        <SaveDegraded />
      </div>
    </section>
  );
}

function Damage() {
  const lab = useLabStore();
  const heading = useId();
  const recipe = useLab((state) => state.recipe);
  const seed = useLab((state) => state.seed);
  const notice = useLab((state) => state.notice);
  const { takeRecipe, setSeed, drawAgain, tuneForThis } = lab.getState();
  return (
    <section className="lab-part lab-damage" aria-labelledby={heading}>
      <h3 id={heading} className="visually-hidden">
        {words.damage}
      </h3>
      <p className="lab-note">{words.about}</p>
      <div role="alert">
        {notice !== null && (
          <p className="problem">
            {notice.message} {notice.advice}
          </p>
        )}
      </div>
      <StartingRecipes onTake={takeRecipe} />
      {recipe.length === 0 && <p className="lab-note">{words.noSteps}</p>}
      <RecipeSteps recipe={recipe} actions={lab.getState()} isFixed />
      <div className="lab-draw">
        <NumberField label={words.seed} value={seed} min={0} max={999_999} onChange={setSeed} />
        <button type="button" className="button" onClick={drawAgain}>
          {words.anotherDraw}
        </button>
      </div>
      {recipe.length > 0 && (
        <button type="button" className="button button-quiet lab-tune" onClick={tuneForThis}>
          {words.tune}
        </button>
      )}
    </section>
  );
}

function SaveDegraded() {
  const lab = useLabStore();
  const save = async () => {
    const saved = await lab.getState().degradedFile();
    if (saved !== null) saveFile(saved.blob, saved.fileName);
  };
  return (
    <button type="button" className="button" title={words.saveHint} onClick={() => void save()}>
      {words.save}
    </button>
  );
}
