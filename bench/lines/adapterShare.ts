import { cells, goal, type Line, race, type Section, significant } from '../line.ts';

/** The backbone alone, and with an adapter. */
export const adapterShareLine: Line = {
  name: 'adapter',
  async measure(bench, { sides, runs }) {
    const sections: Section[] = [];
    for (const side of sides) {
      const rows: string[][] = [];
      const notes: string[] = [];
      for (const backend of ['webgpu', 'wasm'] as const) {
        const spec = { kind: 'network', backend, isFused: true, side } as const;
        const [alone, adapted] = await race(
          bench,
          [
            { label: `${backend}, backbone alone`, spec: { ...spec, hasAdapter: false } },
            { label: `${backend}, with the adapter`, spec: { ...spec, hasAdapter: true } },
          ],
          runs,
        );
        if (alone === undefined || adapted === undefined) throw new Error('Nobody raced.');
        const share = adapted.spread.median / alone.spread.median;
        rows.push([alone.label, ...cells(alone.spread), '']);
        rows.push([adapted.label, ...cells(adapted.spread), `${significant((share - 1) * 100)} %`]);
        if (backend === 'webgpu') {
          notes.push(
            goal('With the adapter against the backbone alone, WebGPU', share, 1.1, false),
          );
        }
      }
      sections.push({
        title: `The adapter's share of a ${side}×${side} tile`,
        columns: ['network', 'median', 'min', 'max', 'more'],
        rows,
        notes,
      });
    }
    return sections;
  },
};
