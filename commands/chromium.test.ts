import { describe, expect, it } from 'vitest';
import { chromiumPath, type Machine } from './chromium';

/** A machine without a browser, on which some command may bring one. */
function machine(changes: Partial<Machine> & { readonly brings?: string } = {}) {
  const { brings, ...others } = changes;
  const ran: string[] = [];
  const said: string[] = [];
  const there = new Set<string>();
  const made: Machine = {
    named: undefined,
    places: ['/usr/bin/chromium', '/home/.cache/chrome'],
    hasApt: true,
    asRoot: [],
    playwright: ['node', 'cli.js'],
    works: (path) => there.has(path),
    run: (command) => {
      const line = command.join(' ');
      ran.push(line);
      if (brings !== undefined && line.includes(brings)) {
        there.add(brings.startsWith('cli.js') ? '/home/.cache/chrome' : '/usr/bin/chromium');
        return { succeeded: true, output: '' };
      }
      return { succeeded: line.includes('update'), output: `${command[0]}: no network` };
    },
    say: (line) => void said.push(line),
    ...others,
  };
  return { machine: made, ran, said, there };
}

const aptInstall = 'apt-get install -y --no-install-recommends chromium fonts-dejavu-core';

describe('the Chromium of tests and commands', () => {
  it('is the first one that starts, and nothing is installed beside it', () => {
    const { machine: made, there, ran, said } = machine();
    there.add('/home/.cache/chrome');
    expect(chromiumPath(made)).toBe('/home/.cache/chrome');
    there.add('/usr/bin/chromium');
    expect(chromiumPath(made)).toBe('/usr/bin/chromium');
    expect([...ran, ...said]).toEqual([]);
  });

  it('is the one that CHROMIUM_PATH names, which has to start', () => {
    const works = (path: string) => path !== '/opt/broken';
    expect(chromiumPath(machine({ named: '/opt/mine', works }).machine)).toBe('/opt/mine');
    const { machine: broken, ran } = machine({ named: '/opt/broken', works });
    expect(() => chromiumPath(broken)).toThrow('CHROMIUM_PATH names “/opt/broken”');
    expect(ran).toEqual([]);
  });

  it.each([
    { who: 'root', asRoot: [], before: '' },
    { who: 'a sudo without a password', asRoot: ['sudo', '-n'], before: 'sudo -n ' },
  ])('is the package where $who can install it, which one line says', ({ asRoot, before }) => {
    const { machine: made, ran, said } = machine({ asRoot, brings: aptInstall });
    expect(chromiumPath(made)).toBe('/usr/bin/chromium');
    expect(ran).toEqual([
      `${before}env DEBIAN_FRONTEND=noninteractive apt-get update`,
      `${before}env DEBIAN_FRONTEND=noninteractive ${aptInstall}`,
    ]);
    expect(said).toEqual([expect.stringMatching(/^No Chromium found: installing the package/)]);
  });

  it.each([
    { where: 'without apt', changes: { hasApt: false }, parameters: '' },
    { where: 'where root takes a password', changes: { asRoot: null }, parameters: '' },
    { where: 'where the package fails', changes: {}, parameters: '--with-deps ' },
  ])('is Playwright’s own $where', ({ changes, parameters }) => {
    const { machine: made, ran, said } = machine({ ...changes, brings: 'cli.js install' });
    expect(chromiumPath(made)).toBe('/home/.cache/chrome');
    expect(ran.at(-1)).toBe(`node cli.js install --no-shell ${parameters}chromium`);
    expect(said.at(-1)).toMatch(/^No Chromium found: downloading Playwright’s/);
  });

  it('is asked of the person, with the reason, only where neither can be had', () => {
    const { machine: made, said } = machine();
    expect(() => chromiumPath(made)).toThrow(
      /Install one \(apt-get install chromium fonts-dejavu-core \(as root\)\), or set CHROMIUM_PATH[\s\S]*no network/,
    );
    expect(said).toHaveLength(2);
  });
});
