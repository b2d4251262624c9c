import { expect, it } from 'vitest';
import * as tf from '../kernels/tf';
import { Constants } from '../networks/constants';
import { Parameters } from '../networks/parameters';
import { fetchBackbone } from './backboneFolder';
import { startBackend } from './backends/startBackend';
import { residentAdapter, residentBackbone } from './residents';

it('x', async () => {
  const s = await startBackend('webgpu');
  const f = await fetchBackbone('/models/edt-compact-0');
  const b = await residentBackbone(f.config, f.model);
  const a = residentAdapter(
    'a',
    new Uint8Array(
      await (await fetch('/models/edt-compact-0/adapters/denoise-25.safetensors')).arrayBuffer(),
    ),
    b,
  );
  const c = new Constants();
  const log: string[] = [];
  const run = async (h: string, n: number, p: Parameters) => {
    const t0 = performance.now();
    const x = tf.randomUniform([1, n, n, 3]) as tf.Tensor4D;
    const o = tf.tidy(() => b.network.forward(x, h, p, c));
    await o.data();
    o.dispose();
    x.dispose();
    log.push(`${h} ${n} ${Math.round(performance.now() - t0)}`);
  };
  const p = new Parameters([a.tensors, b.tensors]);
  await run('x1', 64, p);
  await run('x1', 64, p);
  await run('x1', 64, p);
  await run('x2', 16, p);
  await run('x2', 16, p);
  await run('x2', 32, p);
  const dev = s.webgpu!.device;
  log.push('ts ' + dev.features.has('timestamp-query'));
  const t = await tf.time(() => {
    const x = tf.randomUniform([1, 64, 64, 3]) as tf.Tensor4D;
    b.network.forward(x, 'x1', p, c).dataSync;
  });
  const info = (t as any).getExtraProfileInfo() as string;
  const sum: Record<string, [number, number]> = {};
  for (const part of info.split(', ')) {
    const [k, v] = part.split(': ');
    const e = (sum[k!] ??= [0, 0]);
    e[0] += Number(v);
    e[1]++;
  }
  log.push(
    JSON.stringify(
      Object.entries(sum)
        .sort((x, y) => y[1][0] - x[1][0])
        .slice(0, 14),
    ),
  );
  expect(log.join('\n')).toEqual('');
});
