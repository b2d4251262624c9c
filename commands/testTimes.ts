import { existsSync, readFileSync } from 'node:fs';
import { relative, resolve } from 'node:path';

/**
 * npm run test:times: how many tests the last runs of Vitest and Playwright held, by kind, and the
 * slowest twenty.
 */
const projectRoot = resolve(import.meta.dirname, '..');
const slowest = 20;

interface Timed {
  readonly kind: string;
  readonly file: string;
  readonly name: string;
  readonly seconds: number;
  readonly isSkipped: boolean;
}

/** What is read here of Vitest's JSON. */
interface VitestReport {
  readonly testResults: readonly {
    readonly name: string;
    readonly assertionResults: readonly {
      readonly fullName: string;
      readonly status: string;
      readonly duration?: number | null;
    }[];
  }[];
}

/** What is read here of Playwright's JSON. */
interface PlaywrightSuite {
  readonly suites?: readonly PlaywrightSuite[];
  readonly specs?: readonly {
    readonly title: string;
    readonly file: string;
    readonly tests: readonly { readonly results: readonly { readonly duration: number }[] }[];
  }[];
}

const tests = [...unitTests(read('unit.json')), ...journeys(read('e2e.json'))];
const ran = tests.filter(({ isSkipped }) => !isSkipped);
for (const kind of [...new Set(tests.map((test) => test.kind))].sort()) {
  const own = ran.filter((test) => test.kind === kind);
  const left = tests.filter((test) => test.kind === kind).length - own.length;
  const seconds = own.reduce((sum, test) => sum + test.seconds, 0);
  console.log(`${kind}: ${own.length} ran in ${seconds.toFixed(0)} s, ${left} left out`);
}
console.log(`all: ${ran.length} ran`);
for (const { seconds, file, name } of ran.sort((a, b) => b.seconds - a.seconds).slice(0, slowest)) {
  console.log(`${seconds.toFixed(1).padStart(6)} s  ${file}  ${name}`);
}

function read(name: string): unknown {
  const file = resolve(projectRoot, 'test-times', name);
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : null;
}

function unitTests(report: unknown): Timed[] {
  if (report === null) return [];
  return (report as VitestReport).testResults.flatMap(({ name: file, assertionResults }) => {
    const [, kind = 'node'] = /\.(browser|canvas)\.test\./.exec(file) ?? [];
    return assertionResults.map(({ fullName, status, duration }) => ({
      kind,
      file: relative(projectRoot, file),
      name: fullName,
      seconds: (duration ?? 0) / 1000,
      isSkipped: status !== 'passed' && status !== 'failed',
    }));
  });
}

function journeys(report: unknown): Timed[] {
  if (report === null) return [];
  const { suites = [], specs = [] } = report as PlaywrightSuite;
  return [
    ...specs.map(({ title, file, tests }) => ({
      kind: 'e2e',
      file: `e2e/${file}`,
      name: title,
      seconds: tests.flatMap(({ results }) => results).reduce((s, r) => s + r.duration, 0) / 1000,
      isSkipped: false,
    })),
    ...suites.flatMap(journeys),
  ];
}
