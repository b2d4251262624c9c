import { duration, type Line, type Section, significant } from '../line.ts';
import type { NetworkSpec, TrainingSpec } from '../page/contender.ts';
import type { KernelTime } from '../page/kernelTimes.ts';

/** Kernels below this share of the time stand together. */
const smallShare = 0.01;

/** Where a tile's time goes, before (composed) and after (fused), and that of a training step. */
export const profileLine: Line = {
  name: 'profile',
  async measure({ page, environment }, { sides }) {
    const side = sides.at(-1) ?? 64;
    const tile = (isFused: boolean): NetworkSpec => ({
      kind: 'network',
      backend: 'webgpu',
      isFused,
      hasAdapter: true,
      side,
    });
    const step: TrainingSpec = {
      kind: 'training',
      backend: 'webgpu',
      isFused: true,
      isStep: true,
      batch: environment.isSoftwareAdapter ? 1 : 4,
      side: Math.min(...sides),
    };
    const subjects: [string, NetworkSpec | TrainingSpec][] = [
      [`a ${side}×${side} tile goes, before: composed tfjs`, tile(false)],
      [`a ${side}×${side} tile goes, after: this engine`, tile(true)],
      [`a training step goes, ${step.batch} × ${step.side}×${step.side}`, step],
    ];
    const sections: Section[] = [];
    for (const [subject, spec] of subjects) {
      const times = await page.evaluate((own) => window.bench.kernelTimes(own), spec);
      sections.push(profileSection(`Where the time of ${subject}`, times));
    }
    return sections;
  },
};

function profileSection(title: string, times: readonly KernelTime[]): Section {
  const total = times.reduce((sum, { milliseconds }) => sum + milliseconds, 0);
  const calls = times.reduce((sum, { calls: own }) => sum + own, 0);
  const row = (name: string, count: number, milliseconds: number) => [
    name,
    String(count),
    duration(milliseconds),
    `${significant((100 * milliseconds) / total)} %`,
  ];
  const large = times.filter(({ milliseconds }) => milliseconds >= smallShare * total);
  const small = times.filter(({ milliseconds }) => milliseconds < smallShare * total);
  const sum = (key: 'calls' | 'milliseconds') => small.reduce((all, one) => all + one[key], 0);
  return {
    title,
    columns: ['kernel', 'calls', 'time', 'share'],
    rows: [
      ...large.map(({ name, calls: own, milliseconds }) => row(name, own, milliseconds)),
      ...(small.length > 0
        ? [row(`${small.length} others`, sum('calls'), sum('milliseconds'))]
        : []),
      row('all', calls, total),
    ],
    notes: ['One run, by timestamps of the GPU around every kernel.'],
  };
}
