import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import packageJson from '../package.json' with { type: 'json' };

const root = resolve(import.meta.dirname, '..');
const pages = [
  'README.md',
  'CHANGELOG.md',
  'pretraining/README.md',
  ...readdirSync(join(root, 'docs'))
    .filter((name) => name.endsWith('.md'))
    .map((name) => `docs/${name}`),
];
const textOf = (page: string) => readFileSync(join(root, page), 'utf8');
/** What one pattern finds, without what shows how to write something. */
const found = (page: string, pattern: RegExp) =>
  [...textOf(page).matchAll(pattern)].map(([, group]) => group ?? '');

/** Named by the recipes of docs/contributing.md as what a contributor writes. */
const toBeWritten = ['src/imaging/degradation/posterizing.ts'];

describe.each(pages)('%s', (page) => {
  it('links to what is there', () => {
    const links = found(page, /\]\(([^)#]+)(?:#[^)]*)?\)/g).filter(
      (link) => !/^https?:/.test(link),
    );
    const missing = links.filter((link) => !existsSync(resolve(root, dirname(page), link)));
    expect(missing).toEqual([]);
  });

  it('names files and folders that are there', () => {
    const paths = found(
      page,
      /`((?:src|goldens|commands|bench|e2e|site|docs|public)\/[\w./*-]*)`/g,
    );
    const missing = paths
      .map((path) => path.replace(/\/\*.*$/, ''))
      .filter((path) => !existsSync(join(root, path)) && !toBeWritten.includes(path));
    expect(missing).toEqual([]);
  });

  it('names commands of package.json', () => {
    const scripts = new Set(Object.keys(packageJson.scripts));
    const commands = found(page, /npm run ([\w:]+)/g);
    expect(commands.filter((name) => !scripts.has(name))).toEqual([]);
  });

  it('has headings for its own and other pages’ anchors', () => {
    const anchors = [...textOf(page).matchAll(/\]\(([^)#:]*)#([^)]+)\)/g)];
    for (const [, file = '', anchor = ''] of anchors) {
      const target = file === '' ? page : join(dirname(page), file);
      const headings = found(target, /^#+ (.+)$/gm).map((heading) =>
        heading
          .toLowerCase()
          .replace(/[^\w -]/g, '')
          .replaceAll(' ', '-'),
      );
      expect(headings, `${file}#${anchor}`).toContain(anchor);
    }
  });
});
