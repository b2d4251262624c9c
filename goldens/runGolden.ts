import * as tf from '../src/kernels/tf';
import { type Comparison, compareWithin } from '../src/metrics/closeness';
import { adaptir } from '../src/networks/adaptir/adaptir';
import { restoringTensors } from '../src/networks/adaptir/restoringParameters';
import { Constants } from '../src/networks/constants';
import { Parameters, type ParameterValues, toPublishedLayout } from '../src/networks/parameters';
import { parameterTensors } from '../src/networks/parameterTensors';
import { AdapterTrainer } from '../src/tuning/adapterTrainer';
import { compareGradient, compareOutput } from './comparison';
import {
  type AdapterSubject,
  type GoldenCase,
  type NetworkSubject,
  readGoldenCase,
} from './goldenCase';
import { restoreWholeImage, toPixels, toPlanes } from './wholeImage';

/**
 * Computes everything a golden file holds on the running backend and compares it.
 *
 * @param file safetensors.
 * @returns one comparison for each tensor of the file that is a result.
 */
export async function runGolden(file: Uint8Array): Promise<Comparison[]> {
  const golden = readGoldenCase(file);
  const { subject } = golden;
  if (subject.kind === 'adapter') return await runAdapter(golden, subject);
  return [
    ...(await runForward(golden, subject)),
    ...(subject.training === null ? [] : await runTraining(golden, subject)),
  ];
}

async function runAdapter(golden: GoldenCase, subject: AdapterSubject): Promise<Comparison[]> {
  const constants = new Constants();
  const tensors = restoringTensors(golden.parameters, subject.specs);
  const output = tf.tidy(() =>
    adaptir(tensorOf(golden, 'in'), new Parameters([tensors]), constants),
  );
  const comparison = compareOutput('out', await values(output), expected(golden, 'out'));
  dispose(tensors, constants, output);
  return [comparison];
}

async function runForward(golden: GoldenCase, subject: NetworkSubject): Promise<Comparison[]> {
  const constants = new Constants();
  const tensors = restoringTensors(golden.parameters, subject.specs);
  const backbone = new Map([...tensors].filter(([name]) => !name.includes('.adaptir.')));
  const forward = (layers: ReadonlyMap<string, tf.Tensor>, input: tf.Tensor4D) =>
    subject.network.forward(input, subject.head, new Parameters([layers]), constants);

  const comparisons: Comparison[] = [];
  for (const [name, layers] of [
    ['out', tensors],
    ['out_without_adapters', backbone],
  ] as const) {
    if (!golden.tensors.has(name)) continue;
    const output = tf.tidy(() => toPlanes(forward(layers, toPixels(tensorOf(golden, 'in')))));
    comparisons.push(compareOutput(name, await values(output), expected(golden, name)));
    output.dispose();
  }
  if (golden.tensors.has('image_out')) {
    const image = expected(golden, 'image_in');
    const found = await restoreWholeImage(image, subject, (input) => forward(tensors, input));
    comparisons.push(compareOutput('image_out', found, expected(golden, 'image_out')));
  }
  dispose(tensors, constants);
  return comparisons;
}

async function runTraining(golden: GoldenCase, subject: NetworkSubject): Promise<Comparison[]> {
  const { training } = subject;
  if (training === null) return [];
  const constants = new Constants();
  const tensors = parameterTensors(golden.parameters, subject.specs);
  const isAdapter = ([name]: readonly [string, tf.Tensor]) => name.includes('.adaptir.');
  const adapter = new Map([...tensors].filter(isAdapter));
  const backbone = new Map([...tensors].filter((entry) => !isAdapter(entry)));
  const makeTrainer = () =>
    new AdapterTrainer(
      subject.network,
      subject.head,
      backbone,
      adapter,
      { learningRate: training.learningRate },
      constants,
    );
  const input = tf.tidy(() => toPixels(tensorOf(golden, 'in')));
  const target = tf.tidy(() => toPixels(tensorOf(golden, 'target')));
  const comparisons: Comparison[] = [];

  const probe = makeTrainer();
  const { gradients } = await probe.lossAndGradients(input, target);
  for (const [name, gradient] of gradients) {
    const published = await publishedValues(name, gradient, subject);
    comparisons.push(compareGradient(name, published, expected(golden, `grad.${name}`)));
    gradient.dispose();
  }
  probe.dispose();

  const trainer = makeTrainer();
  for (const [step, loss] of training.losses.entries()) {
    const found = await trainer.step(input, target);
    comparisons.push(compareWithin(`loss ${step}`, [found], [loss], 1e-4));
  }
  for (const [name, tensor] of trainer.adapter) {
    // Their gradient is 0 in exact arithmetic, so AdamW moves them by rounding noise.
    if (/\.(head|compress)\.bias$/.test(name)) continue;
    const published = await publishedValues(name, tensor, subject);
    comparisons.push(
      compareWithin(`after.${name}`, published, expected(golden, `after.${name}`).values, 2e-3),
    );
  }
  trainer.dispose();
  input.dispose();
  target.dispose();
  dispose(tensors, constants);
  return comparisons;
}

function expected(golden: GoldenCase, name: string): ParameterValues {
  const found = golden.tensors.get(name);
  if (found === undefined) throw new Error(`The golden file lacks “${name}”.`);
  return found;
}

function tensorOf(golden: GoldenCase, name: string): tf.Tensor4D {
  const { shape, values } = expected(golden, name);
  return tf.tensor4d(values, shape as [number, number, number, number]);
}

async function values(tensor: tf.Tensor): Promise<Float32Array> {
  return (await tensor.data()) as Float32Array;
}

async function publishedValues(
  name: string,
  tensor: tf.Tensor,
  subject: NetworkSubject,
): Promise<Float32Array> {
  const spec = subject.specs.get(name);
  if (spec === undefined) throw new Error(`The network has no parameter “${name}”.`);
  return toPublishedLayout(await values(tensor), spec).values;
}

function dispose(
  tensors: ReadonlyMap<string, tf.Tensor>,
  constants: Constants,
  ...others: tf.Tensor[]
): void {
  constants.clear();
  tf.dispose([...tensors.values(), ...others]);
}
