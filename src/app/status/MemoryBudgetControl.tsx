import { useId } from 'react';
import { defaultMemoryBudget } from '../../engine/memoryBudget';
import { memoryBudgets } from '../../state/playground/settings';
import { formatMegabytes } from '../formats';
import { useParts, usePlayground } from '../playgroundContext';
import { strings } from '../strings';

/** How much GPU memory restorations may take: less for a small card, or one that others use too. */
export function MemoryBudgetControl() {
  const { playground } = useParts();
  const chosen = usePlayground((state) => state.memoryBudget);
  const id = useId();
  const choose = (index: number) => {
    void playground.getState().setMemoryBudget(memoryBudgets[index] ?? null);
  };
  return (
    <div className="status-control" title={strings.status.memoryHint}>
      <dt>
        <label htmlFor={id}>{strings.status.memory}</label>
      </dt>
      <dd>
        <select
          id={id}
          className="memory-budget"
          value={memoryBudgets.indexOf(chosen)}
          onChange={({ target }) => choose(Number(target.value))}
        >
          {memoryBudgets.map((bytes, index) => (
            <option key={bytes} value={index}>
              {formatMegabytes(bytes ?? defaultMemoryBudget)}
            </option>
          ))}
        </select>
      </dd>
    </div>
  );
}
