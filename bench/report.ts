import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { z } from 'zod';
import type { Section } from './line.ts';

const sectionSchema = z.object({
  title: z.string(),
  columns: z.array(z.string()).readonly(),
  rows: z.array(z.array(z.string()).readonly()).readonly(),
  notes: z.array(z.string()).readonly(),
});

const measuredSchema = z.object({
  date: z.string(),
  commit: z.string(),
  adapter: z.string(),
  browser: z.string(),
  processor: z.string(),
  runs: z.number(),
  /** Of the processors, in the minute before: above 0.1 something else was running. */
  load: z.number(),
  backbone: z.string(),
  sections: z.array(sectionSchema),
});

/** What one line gave, and with what. */
export type Measured = z.infer<typeof measuredSchema>;

/** By kind of adapter ("gpu", "software"), then by line. */
const resultsSchema = z.record(z.string(), z.record(z.string(), measuredSchema));
export type Results = z.infer<typeof resultsSchema>;

export function readResults(path: string): Results {
  if (!existsSync(path)) return {};
  return resultsSchema.parse(JSON.parse(readFileSync(path, 'utf8')));
}

export function writeResults(path: string, results: Results): void {
  writeFileSync(path, `${JSON.stringify(results, null, 2)}\n`);
}

/** @param lineNames in the order they stand in. */
export function reportOf(results: Results, lineNames: readonly string[]): string {
  const kinds = [
    ['gpu', 'On a GPU'],
    ['software', 'On the software adapter'],
  ] as const;
  const parts = kinds.flatMap(([kind, title]) => {
    const lines = results[kind];
    if (lines === undefined)
      return [`## ${title}\n\nNot measured yet: no such machine was at hand.`];
    return [
      `## ${title}`,
      ...lineNames.flatMap((name) => (lines[name] ? lineText(name, lines[name]) : [])),
    ];
  });
  const head =
    '# Bench\n\nWritten by `npm run bench`; times are median, minimum and maximum of contenders that ran in turn.';
  return `${[head, ...parts].join('\n\n')}\n`;
}

function lineText(name: string, measured: Measured): string[] {
  const { date, commit, adapter, browser, processor, runs, load, backbone, sections } = measured;
  return [
    ...sections.map(sectionText),
    `<sub>\`--only ${name}\`: ${date}, commit ${commit}, ${backbone}, ${adapter}, ${browser}, ${processor}, ${runs} runs; load of the processors before: ${load.toFixed(2)}</sub>`,
  ];
}

/** A section as Markdown, for the report and the terminal alike. */
export function sectionText({ title, columns, rows, notes }: Section): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  const table = [
    line(columns),
    line(columns.map((_, i) => (i === 0 ? '---' : '--:'))),
    ...rows.map(line),
  ];
  return [`### ${title}`, table.join('\n'), notes.map((note) => `- ${note}`).join('\n')]
    .filter((part) => part !== '')
    .join('\n\n');
}
