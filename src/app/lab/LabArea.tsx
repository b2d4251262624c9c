import { useStore } from 'zustand';
import type { Lab } from '../../state/lab/lab';
import { lazyPart } from '../part/lazyPart';
import type { LabPanelProps } from './LabPanel';
import { LabContext } from './labContext';
import { useLabLoader } from './labLoader';

const LabPanel = lazyPart(async () => (await import('./LabPanel')).LabPanel);

/** Beside the stage; loaded when it is first opened. */
export function LabArea(props: LabPanelProps) {
  const lab = useLabLoader((loader) => loader.lab);
  return lab === null ? null : <OpenLab lab={lab} {...props} />;
}

function OpenLab({ lab, ...props }: LabPanelProps & { readonly lab: Lab }) {
  const isOpen = useStore(lab, (state) => state.isOpen);
  if (!isOpen) return null;
  return (
    <LabContext value={lab}>
      <LabPanel
        {...props}
        waiting={<section className="lab" aria-busy="true" hidden={props.isHidden} />}
        onLeave={() => void lab.getState().close()}
      />
    </LabContext>
  );
}
