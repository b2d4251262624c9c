import { createElement, type FunctionComponent, type ReactNode, useEffect, useState } from 'react';
import { strings } from '../strings';
import './part.css';

interface PartProps {
  /** While its code is on the way. */
  readonly waiting?: ReactNode;
  /** Closes the part; left out where there is nothing to close. */
  readonly onLeave?: () => void;
}

export interface LazyPart<Props> extends FunctionComponent<Props & PartProps> {
  /** Loads its code ahead. Where that fails, it is loaded when it is shown. */
  preload(): void;
}

/**
 * A part of the page whose code is loaded when it is first shown. Where that fails, it says so in its
 * place and can be tried again, which React's own `lazy` cannot; the rest of the page stays as it is.
 */
export function lazyPart<Props extends object>(
  load: () => Promise<FunctionComponent<Props>>,
): LazyPart<Props> {
  let Loaded: FunctionComponent<Props> | null = null;
  const loading = async () => {
    Loaded = await load();
  };
  function Part({ waiting = null, onLeave, ...props }: Props & PartProps) {
    const [state, setState] = useState<'waiting' | 'failed' | 'there'>('waiting');
    const isMissing = Loaded === null && state === 'waiting';
    useEffect(() => {
      if (!isMissing) return;
      let isShown = true;
      loading().then(
        () => isShown && setState('there'),
        () => isShown && setState('failed'),
      );
      return () => {
        isShown = false;
      };
    }, [isMissing]);
    if (Loaded !== null) return createElement(Loaded, props as unknown as Props);
    if (state !== 'failed') return waiting;
    return <FailedPart onRetry={() => setState('waiting')} onLeave={onLeave} />;
  }
  return Object.assign(Part, { preload: () => void loading().catch(() => undefined) });
}

interface FailedPartProps {
  readonly onRetry: () => void;
  readonly onLeave: (() => void) | undefined;
}

function FailedPart({ onRetry, onLeave }: FailedPartProps) {
  return (
    <div className="part-failed" role="alert">
      <p>{strings.partFailed}</p>
      <button type="button" className="button" onClick={onRetry}>
        {strings.tryAgain}
      </button>
      {onLeave !== undefined && (
        <button type="button" className="button button-quiet" onClick={onLeave}>
          {strings.leavePart}
        </button>
      )}
    </div>
  );
}
