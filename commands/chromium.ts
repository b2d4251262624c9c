import { type SpawnSyncOptions, spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { chromium } from 'playwright';

/** What finding a browser asks of a machine, and does to it. */
export interface Machine {
  /** Value of `CHROMIUM_PATH`. */
  readonly named: string | undefined;
  /** Where a full Chromium may be, the preferred one first. */
  readonly places: readonly string[];
  /** Installs with apt, as Debian and Ubuntu do. */
  readonly hasApt: boolean;
  /** What a command is preceded by to run as root, or null where that takes a password. */
  readonly asRoot: readonly string[] | null;
  /** Command of Playwright’s own installer. */
  readonly playwright: readonly string[];
  /** Whether a browser is there and starts. */
  works(path: string): boolean;
  /** Runs a command to its end; returns what it printed, and whether it succeeded. */
  run(command: readonly string[]): { readonly succeeded: boolean; readonly output: string };
  say(line: string): void;
}

/** One way to bring a Chromium: what is said while it runs, and its commands in turn. */
interface Way {
  readonly line: string;
  readonly commands: readonly (readonly string[])[];
}

const aptPackages = ['chromium', 'fonts-dejavu-core'];

/**
 * Path of a full Chromium (the headless shell has no WebGPU): the one that `CHROMIUM_PATH` names, one
 * that is installed, or one that this brings: the package on Debian and Ubuntu, as root or with
 * a `sudo` that asks for no password; Playwright’s own elsewhere, and where the package fails.
 *
 * @throws Error that says what to install where none can be had.
 */
export function chromiumPath(machine: Machine = thisMachine()): string {
  const { named, places } = machine;
  if (named !== undefined && named !== '') {
    if (machine.works(named)) return named;
    throw new Error(`CHROMIUM_PATH names “${named}”, which is not a browser that starts.`);
  }
  const installed = () => places.find((path) => machine.works(path));
  let found = installed();
  const failures: string[] = [];
  for (const { line, commands } of found === undefined ? waysToInstall(machine) : []) {
    machine.say(line);
    const outputs = commands.map((command) => machine.run(command));
    found = installed();
    if (found !== undefined) break;
    failures.push(outputs.find(({ succeeded }) => !succeeded)?.output ?? 'It does not start.');
  }
  if (found === undefined) throw new Error(whatToInstall(machine, failures));
  return found;
}

function waysToInstall({ hasApt, asRoot, playwright }: Machine): Way[] {
  const ways: Way[] = [];
  if (hasApt && asRoot !== null) {
    const apt = [...asRoot, 'env', 'DEBIAN_FRONTEND=noninteractive', 'apt-get'];
    ways.push({
      line: `No Chromium found: installing the package (apt-get install ${aptPackages.join(' ')}) …`,
      commands: [
        [...apt, 'update'],
        [...apt, 'install', '-y', '--no-install-recommends', ...aptPackages],
      ],
    });
  }
  // Playwright knows what its browser needs of the system only where there is apt.
  const needs = hasApt && asRoot !== null ? ['--with-deps'] : [];
  const parameters = ['install', '--no-shell', ...needs, 'chromium'];
  ways.push({
    line: `No Chromium found: downloading Playwright’s (npx playwright ${parameters.join(' ')}) …`,
    commands: [[...playwright, ...parameters]],
  });
  return ways;
}

function whatToInstall({ hasApt }: Machine, failures: readonly string[]): string {
  const command = hasApt
    ? `apt-get install ${aptPackages.join(' ')} (as root)`
    : 'npx playwright install --no-shell chromium';
  return [
    `No Chromium, and none could be installed. Install one (${command}), or set CHROMIUM_PATH to the executable of a Chromium or Chrome.`,
    ...failures.map((output) => output.trim().split('\n').slice(-3).join('\n')),
  ].join('\n');
}

const quick: SpawnSyncOptions = { stdio: 'ignore', timeout: 20_000 };

function thisMachine(): Machine {
  return {
    named: process.env.CHROMIUM_PATH,
    places: [
      '/usr/bin/chromium',
      '/usr/bin/chromium-browser',
      '/usr/bin/google-chrome-stable',
      '/usr/bin/google-chrome',
      '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
      'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
      chromium.executablePath(),
    ],
    hasApt: isDebianOrUbuntu(),
    asRoot: asRoot(),
    playwright: [process.execPath, playwrightInstaller()],
    // Ubuntu has a `chromium-browser` that only names a snap, and a download may lack libraries; to
    // ask Windows’ Chrome for its version would open a window.
    works: (path) =>
      existsSync(path) &&
      (process.platform === 'win32' || spawnSync(path, ['--version'], quick).status === 0),
    run: ([program = '', ...parameters]) => {
      const { status, stdout, stderr, error } = spawnSync(program, parameters, {
        encoding: 'utf8',
        stdio: ['ignore', 'pipe', 'pipe'],
        maxBuffer: 64 * 2 ** 20,
      });
      return { succeeded: status === 0, output: error?.message ?? `${stdout}\n${stderr}` };
    },
    // Not to standard output, which may be what a command is run for.
    say: (line) => console.error(line),
  };
}

function isDebianOrUbuntu(): boolean {
  const release = '/etc/os-release';
  return (
    existsSync(release) && /^ID(_LIKE)?=.*(debian|ubuntu)/m.test(readFileSync(release, 'utf8'))
  );
}

function asRoot(): string[] | null {
  if (process.getuid?.() === 0) return [];
  return spawnSync('sudo', ['-n', 'true'], quick).status === 0 ? ['sudo', '-n'] : null;
}

function playwrightInstaller(): string {
  const require = createRequire(import.meta.url);
  return join(dirname(require.resolve('playwright/package.json')), 'cli.js');
}
