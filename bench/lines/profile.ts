import { duration, type Line, type Section, significant } from '../line.ts';
import type { NetworkSpec } from '../page/contender.ts';

/** Kernels below this share of the time stand together. */
const smallShare = 0.01;

/** Where a tile's time goes, before (composed) and after (fused). */
export const profileLine: Line = {
  name: 'profile',
  async measure({ page }, { sides }) {
    const side = sides.at(-1) ?? 64;
    const sections: Section[] = [];
    for (const isFused of [false, true]) {
      const spec: NetworkSpec = {
        kind: 'network',
        backend: 'webgpu',
        isFused,
        hasAdapter: true,
        side,
      };
      const times = await page.evaluate((own) => window.bench.kernelTimes(own), spec);
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
      sections.push({
        title: `Where the time of a ${side}×${side} tile goes, ${isFused ? 'after: this engine' : 'before: composed tfjs'}`,
        columns: ['kernel', 'calls', 'time', 'share'],
        rows: [
          ...large.map(({ name, calls: own, milliseconds }) => row(name, own, milliseconds)),
          ...(small.length > 0
            ? [row(`${small.length} others`, sum('calls'), sum('milliseconds'))]
            : []),
          row('all', calls, total),
        ],
        notes: ['One run, by timestamps of the GPU around every kernel.'],
      });
    }
    return sections;
  },
};
