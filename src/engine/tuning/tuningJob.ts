import type { AdapterKind } from '../../files/adapterKind';
import { carriedModules, parametersUnder } from '../../networks/attachments/carriedModules';
import { designOf } from '../../networks/attachments/design';
import type { ParameterSpecs, ParameterValues } from '../../networks/parameters';
import {
  type Checkpoint,
  readCheckpoint,
  type TuningDescription,
  writeCheckpoint,
} from '../../tuning/checkpointFile';
import { freshAdapter } from '../../tuning/freshAdapter';
import {
  type AdapterValues,
  type Curves,
  type TuningOutcome,
  type TuningProgress,
  TuningRun,
} from '../../tuning/tuningRun';
import type { DeviceGuard } from '../deviceGuard';
import { NotLoadedError, WeightsError } from '../errors';
import type { BackendName } from '../protocol';
import {
  decoded,
  expectedParameters,
  type ResidentAdapter,
  type ResidentBackbone,
} from '../residents';
import { tunedFile } from './tunedFile';
import type { UsablePhotos } from './tuningPhotos';
import type { TuneOptions, TuningCommand, TuningListener, TuningStart } from './tuningProtocol';

/** What a run ended with, before it is loaded as an adapter. */
export interface TuningResult {
  readonly file: Uint8Array<ArrayBuffer>;
  readonly steps: number;
  readonly inputPsnr: number;
  readonly startPsnr: number;
  readonly psnr: number;
  readonly problem: string | null;
}

/** Where a run starts: what it holds, under published names, and backbone modules among it. */
interface Start {
  readonly kind: AdapterKind;
  readonly specs: ParameterSpecs;
  readonly values: AdapterValues;
  readonly modulesToSave: readonly string[];
}

/** Lets others use the device between two pieces of work. */
export type InTurn = <Value>(task: () => Promise<Value>) => Promise<Value>;

/** Rates come from this many recent steps. */
const rateWindow = 20;

/** One run in the worker, step by step, with what the person at the screen may do to it. */
export class TuningJob {
  private command: TuningCommand = 'resume';
  private wake: () => void = () => undefined;
  private readonly stepEnds: number[] = [];

  constructor(
    private readonly options: TuneOptions,
    private readonly backbone: ResidentBackbone,
    private readonly startFrom: ResidentAdapter | null,
    private readonly backend: BackendName,
    private readonly guard: DeviceGuard,
  ) {}

  control(command: TuningCommand): void {
    this.command = command;
    this.wake();
  }

  /**
   * @param inTurn every step is a turn of its own.
   * @throws an `AbortError` when discarded.
   */
  async run(
    { photos, skipped }: UsablePhotos,
    inTurn: InTurn,
    listener: TuningListener,
  ): Promise<TuningResult> {
    const { options, backbone } = this;
    const { network } = backbone;
    const { settings, recipe } = options;
    const resumed = options.checkpoint === null ? null : this.resumed(options.checkpoint);
    const start = resumed === null ? this.start() : this.startAgain(resumed);
    const run = new TuningRun({
      network,
      backbone: backbone.tensors,
      specs: start.specs,
      start: start.values,
      photos,
      recipe,
      settings,
      ...(resumed !== null && { resume: resumed.state }),
    });
    const onDevice: InTurn = (task) => inTurn(() => this.guard.watch(task));
    try {
      const validation = await run.validation();
      const steps = run.steps();
      // A run from the start validates first, which says where it starts.
      const first = resumed === null ? await onDevice(() => steps.next()) : null;
      const description: TuningDescription = resumed?.description ?? {
        name: options.name,
        kind: start.kind,
        backbone: backbone.summary.id,
        backboneSha256: backbone.summary.sha256,
        recipe: [...recipe],
        settings,
        photos: photos.length,
        modulesToSave: [...start.modulesToSave],
        inputPsnr: validation.inputPsnr(),
        startPsnr: run.curves.validations[0]?.psnr ?? Number.NaN,
        backbonePsnr: (await onDevice(() => validation.measure(new Map()))).psnr,
      };
      const before = resumed?.state.curves ?? { losses: [], validations: [] };
      await listener.start(this.started(before, start, description, validation.shown, skipped));
      const outcome = await this.follow(run, steps, first, description, onDevice, listener);
      if (outcome.problem === null) await onDevice(() => run.validateNow());
      return this.result(run, description, outcome);
    } finally {
      run.dispose();
    }
  }

  /** Takes step after step until the end, a stop, or a problem. */
  private async follow(
    run: TuningRun,
    steps: ReturnType<TuningRun['steps']>,
    first: IteratorResult<TuningProgress, TuningOutcome> | null,
    description: TuningDescription,
    onDevice: InTurn,
    listener: TuningListener,
  ): Promise<TuningOutcome> {
    const { checkpointEvery } = this.options;
    let saved = performance.now();
    for (let pulled = first; ; pulled = null) {
      if (await this.isStopped()) return await steps.return({ problem: null }).then(outcomeOf);
      const { value, done } = pulled ?? (await onDevice(() => steps.next()));
      if (done === true) return value;
      await listener.progress(this.event(value));
      if (checkpointEvery !== null && performance.now() - saved > checkpointEvery * 1000) {
        const state = await onDevice(() => run.state());
        await listener.checkpoint(writeCheckpoint({ description, state }));
        saved = performance.now();
      }
      // Also lets a command in, which off the GPU nothing else would.
      await new Promise((resolve) => setTimeout(resolve));
    }
  }

  /** Waits while paused. @throws an `AbortError` when discarded. */
  private async isStopped(): Promise<boolean> {
    while (this.command === 'pause') {
      await new Promise<void>((resolve) => {
        this.wake = resolve;
      });
      this.stepEnds.length = 0;
    }
    if (this.command === 'discard') throw new DOMException('Discarded.', 'AbortError');
    return this.command === 'stop';
  }

  private resumed(bytes: Uint8Array<ArrayBuffer>): Checkpoint {
    const checkpoint = readCheckpoint(bytes);
    const { id, sha256 } = this.backbone.summary;
    const { backbone, backboneSha256 } = checkpoint.description;
    if (backbone !== id || backboneSha256 !== sha256) {
      throw new NotLoadedError(
        `This run was begun on “${backbone}”, and the loaded backbone is another one.`,
        'Load that backbone, or start a run of its own.',
      );
    }
    return checkpoint;
  }

  private start(): Start {
    const { network, file } = this.backbone;
    const { kind = 'adaptir', hidden, settings } = this.options;
    if (this.startFrom !== null) {
      const { metadata, tensors } = this.startFrom.file;
      if (metadata.exposure !== undefined) {
        throw new WeightsError(
          `“${metadata.name}” brightens the whole photo first and can't be trained further here.`,
          'Start from another adapter, or afresh.',
        );
      }
      return this.startAt(metadata, decoded(tensors));
    }
    if (!network.adapterKinds.includes(kind)) {
      throw new NotLoadedError(
        `The loaded backbone takes no adapters of kind “${kind}”.`,
        `Choose one of ${network.adapterKinds.join(', ')}.`,
      );
    }
    const attached = network.adapterParameters(designOf(kind, hidden));
    const modulesToSave = carriedModules(network, kind, settings.head);
    const copies = parametersUnder(modulesToSave, decoded(file.tensors));
    const values = new Map([...freshAdapter(attached, settings.seed), ...copies]);
    return this.startAt({ kind, modulesToSave }, values);
  }

  /** A checkpoint says itself what is trained, whatever is loaded now. */
  private startAgain({ description, state }: Checkpoint): Start {
    return this.startAt(description, state.best.values);
  }

  private startAt(
    { kind, modulesToSave }: Pick<Start, 'kind' | 'modulesToSave'>,
    values: AdapterValues,
  ): Start {
    const { network } = this.backbone;
    const described = { kind, modulesToSave };
    const specs = expectedParameters(network, described, (name) => values.get(name)?.shape);
    return { kind, specs, values, modulesToSave };
  }

  private started(
    { losses, validations }: Curves,
    { values }: Start,
    { inputPsnr, startPsnr, photos }: TuningDescription,
    shown: TuningStart['shown'],
    skipped: TuningStart['skipped'],
  ): TuningStart {
    const parameters = [...values.values()].reduce(
      (sum, parameter: ParameterValues) => sum + parameter.values.length,
      0,
    );
    const { settings } = this.options;
    const { backend } = this;
    return {
      usedPhotos: photos,
      skipped,
      parameters,
      backend,
      settings,
      inputPsnr,
      startPsnr,
      losses,
      validations,
      shown: { degraded: shown.degraded, clean: shown.clean },
    };
  }

  private event({ step, loss, validation, preview }: TuningProgress) {
    const { steps } = this.options.settings;
    this.stepEnds.push(performance.now());
    if (this.stepEnds.length > rateWindow + 1) this.stepEnds.shift();
    const [first = 0] = this.stepEnds;
    const seconds = ((this.stepEnds.at(-1) ?? 0) - first) / 1000;
    const stepsPerSecond = seconds > 0 ? (this.stepEnds.length - 1) / seconds : null;
    return {
      step,
      steps,
      loss,
      stepsPerSecond,
      secondsLeft: stepsPerSecond === null ? null : (steps - step) / stepsPerSecond,
      validation,
      preview,
    };
  }

  private result(
    run: TuningRun,
    description: TuningDescription,
    { problem }: TuningOutcome,
  ): TuningResult {
    const best = run.bestSoFar;
    if (best === null) {
      throw new NotLoadedError(
        'Nothing has been trained yet.',
        'Let the run take its first steps.',
      );
    }
    const scale = this.backbone.network.heads.get(description.settings.head)?.scale ?? 1;
    const { point, values } = best;
    const { inputPsnr, startPsnr } = description;
    return {
      file: tunedFile(description, scale, { ...point, values }, run.curves),
      steps: run.curves.losses.length,
      inputPsnr,
      startPsnr,
      psnr: point.psnr,
      problem,
    };
  }
}

function outcomeOf({ value }: IteratorResult<TuningProgress, TuningOutcome>): TuningOutcome {
  return value !== undefined && 'problem' in value ? value : { problem: null };
}
