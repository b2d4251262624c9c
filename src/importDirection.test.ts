import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

/** Each may import those after it. */
const layers = ['app', 'state', 'engine', 'tuning', 'networks', 'kernels'];
/** Any layer may import them; they import none. */
const leaves = ['files', 'imaging', 'metrics', 'storage'];
const above = ['goldens', 'bench', 'commands', 'e2e'];
const folders = [...layers, ...leaves];

const isAllowed = (from: string, to: string) =>
  leaves.includes(to) ||
  (layers.includes(from) && layers.indexOf(from) <= layers.indexOf(to)) ||
  from === to;

const forms = {
  'an import': (path: string) => `import { x } from '${path}';\nx();\n`,
  'an import of a type': (path: string) => `import type { X } from '${path}';\nexport let x: X;\n`,
  'an export': (path: string) => `export { x } from '${path}';\n`,
  'a late import': (path: string) => `export const x = () => import('${path}');\n`,
};

/** Every import that there can be, planted in a copy of the project's folders, and what lint says. */
describe('lint', () => {
  let copy = '';
  let refused: ReadonlySet<string>;

  function plant(path: string, text: string): string {
    const file = join(copy, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
    return path;
  }
  const planted = (from: string, to: string, form = 'an import', depth = '') =>
    `src/${from}/${depth}${to.replaceAll('/', '-')} ${form}.ts`;

  beforeAll(() => {
    copy = mkdtempSync(join(tmpdir(), 'imports-'));
    const root = resolve(import.meta.dirname, '..');
    cpSync(join(root, 'biome.json'), join(copy, 'biome.json'));
    for (const from of folders) {
      for (const to of folders) {
        for (const [form, text] of Object.entries(forms)) {
          plant(planted(from, to, form), text(`../${to}/module`));
        }
        plant(planted(from, to, 'an import', 'deep/'), forms['an import'](`../../${to}/a/module`));
      }
      for (const to of above) {
        plant(planted(from, to), forms['an import'](`../../${to}/module`));
      }
      plant(planted(from, '@tensorflow/tfjs-core'), forms['an import']('@tensorflow/tfjs-core'));
    }
    refused = new Set(lint(root, copy));
  });
  afterAll(() => rmSync(copy, { recursive: true }));

  it.each(folders)('lets %s import downwards and leaves only', (from) => {
    for (const to of folders) {
      for (const form of Object.keys(forms)) {
        expect
          .soft(refused.has(planted(from, to, form)), `${to}, ${form}`)
          .toBe(!isAllowed(from, to));
      }
      expect
        .soft(refused.has(planted(from, to, 'an import', 'deep/')), `${to}, from a folder within`)
        .toBe(!isAllowed(from, to));
    }
  });

  it.each(folders)('lets %s import nothing that is made of it', (from) => {
    for (const to of above) expect.soft(refused.has(planted(from, to)), to).toBe(true);
  });

  it('keeps tfjs behind kernels', () => {
    for (const from of folders) {
      const file = planted(from, '@tensorflow/tfjs-core');
      expect.soft(refused.has(file), from).toBe(from !== 'kernels');
    }
  });
});

/** The files in which `noRestrictedImports` finds something. */
function lint(root: string, folder: string): string[] {
  const biome = join(root, 'node_modules/@biomejs/biome/bin/biome');
  const only = '--only=style/noRestrictedImports';
  const parameters = [biome, 'lint', only, '--reporter=json', '--max-diagnostics=none'];
  let report: string;
  try {
    report = execFileSync(process.execPath, parameters, {
      cwd: folder,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    });
  } catch (error) {
    // It exits with 1 where it finds something.
    report = (error as { readonly stdout: string }).stdout;
  }
  const { diagnostics } = JSON.parse(report) as {
    readonly diagnostics: readonly { readonly location: { readonly path: unknown } }[];
  };
  return diagnostics.map(({ location }) => String(location.path));
}
