import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { cruise, type ICruiseResult, type IModule } from 'dependency-cruiser';

/**
 * npm run structure: what an owner of the code would stumble on in `src` — files that import each
 * other in a circle, files that are hardly there, and imports against the one direction.
 */
process.chdir(resolve(import.meta.dirname, '..'));

/** A file of so few lines is seldom a module of its own. */
const fewLines = 20;

/** Each may import those after it. */
const layers = ['app', 'state', 'engine', 'tuning', 'networks', 'kernels'];
/** Any layer may import them; they import one another only. */
const leaves = ['files', 'imaging', 'metrics', 'storage'];

const { output } = await cruise(['src'], {
  exclude: { path: '\\.css$' },
  doNotFollow: { path: 'node_modules' },
  // Types count: whoever reads one file of a circle has to read them all.
  tsPreCompilationDeps: true,
  tsConfig: { fileName: 'tsconfig.json' },
});
const modules = (output as ICruiseResult).modules
  .filter(({ source }) => source.startsWith('src/'))
  .sort((a, b) => a.source.localeCompare(b.source));

print(
  'Circles',
  circles(modules).map((files) => `${files.length}: ${files.join(', ')}`),
);
const short = shortFiles(modules.map(({ source }) => source));
print(`Files of ${fewLines} lines or fewer (of ${modules.length})`, short);
print('Imports against the direction', wrongImports(modules, false));
print('Imports against the direction in tests', wrongImports(modules, true));
print('Imports of test code by other code', importsOfTests(modules));

/** Files that can be reached from one another, largest circle first. */
function circles(all: readonly IModule[]): string[][] {
  const groups = new Map<string, Set<string>>();
  for (const { source, dependencies } of all) {
    for (const { resolved, circular } of dependencies) {
      // An import that is part of a circle joins its two files, and whatever they are joined with.
      if (!circular || resolved === source) continue;
      const joined = new Set([
        source,
        resolved,
        ...(groups.get(source) ?? []),
        ...(groups.get(resolved) ?? []),
      ]);
      for (const file of joined) groups.set(file, joined);
    }
  }
  return [...new Set(groups.values())]
    .map((files) => [...files].sort())
    .sort((a, b) => b.length - a.length);
}

function shortFiles(files: readonly string[]): string[] {
  return files
    .filter((file) => /\.tsx?$/.test(file))
    .map((file) => ({ file, lines: readFileSync(file, 'utf8').split('\n').length - 1 }))
    .filter(({ lines }) => lines <= fewLines)
    .map(({ file, lines }) => `${String(lines).padStart(2)} ${file}`);
}

function wrongImports(all: readonly IModule[], inTests: boolean): string[] {
  return importsOf(all)
    .filter(({ from }) => isTest(from) === inTests)
    .filter(({ from, to }) => !isAllowed(folderOf(from), folderOf(to)))
    .map(({ from, to }) => `${from} → ${to}`);
}

function importsOfTests(all: readonly IModule[]): string[] {
  return importsOf(all)
    .filter(({ from, to }) => !isTest(from) && isTest(to))
    .map(({ from, to }) => `${from} → ${to}`);
}

function importsOf(all: readonly IModule[]): { from: string; to: string }[] {
  return all.flatMap(({ source, dependencies }) =>
    dependencies.map(({ resolved }) => ({ from: source, to: resolved })),
  );
}

/** Whether a folder of `src` may import from another; files beside the folders may import all. */
function isAllowed(from: string | null, to: string | null): boolean {
  if (from === null || to === null || from === to) return true;
  if (leaves.includes(to)) return true;
  const [above, below] = [layers.indexOf(from), layers.indexOf(to)];
  return above === -1 || below === -1 ? !leaves.includes(from) : above < below;
}

function folderOf(file: string): string | null {
  return /^src\/([^/]+)\//.exec(file)?.[1] ?? null;
}

/** `x.test.ts`, and what tests alone share: `testX.ts`. */
function isTest(file: string): boolean {
  return /\.test\.tsx?$|\/test[A-Z][^/]*$|^src\/(goldens|testing)\//.test(file);
}

function print(title: string, lines: readonly string[]): void {
  console.log(`${title}: ${lines.length}`);
  for (const line of lines) console.log(`  ${line}`);
}
