import { createContext, use } from 'react';
import { useStore } from 'zustand';
import type { Lab } from '../../state/lab/lab';
import type { LabState } from '../../state/lab/labState';

export const LabContext = createContext<Lab | null>(null);

export function useLabStore(): Lab {
  const lab = use(LabContext);
  if (lab === null) throw new Error('There is no LabContext around this component.');
  return lab;
}

export function useLab<T>(select: (state: LabState) => T): T {
  return useStore(useLabStore(), select);
}
