import type { Fidelity } from '../metrics/fidelity';

/** Numbers as the screen shows them. */

export function formatDuration(seconds: number): string {
  if (seconds < 0.9995) return formatMilliseconds(seconds * 1000);
  if (seconds < 59.95) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  return `${Math.floor(whole / 60)} min ${String(whole % 60).padStart(2, '0')} s`;
}

export function formatMilliseconds(milliseconds: number): string {
  return milliseconds < 9.95 ? `${milliseconds.toFixed(1)} ms` : `${Math.round(milliseconds)} ms`;
}

/** An estimate: whole seconds, whole minutes from two on. */
export function formatTimeLeft(seconds: number): string {
  return seconds < 120
    ? `${Math.max(1, Math.round(seconds))} s`
    : `${Math.round(seconds / 60)} min`;
}

export function formatSize(width: number, height: number): string {
  return `${width} × ${height}`;
}

export function formatMegabytes(bytes: number): string {
  return `${Math.round(bytes / 1e6)} MB`;
}

/** A file's: three digits are enough. */
export function formatFileSize(bytes: number): string {
  if (bytes < 1000) return `${bytes} bytes`;
  const [value, unit] = bytes < 999_500 ? [bytes / 1000, 'kB'] : [bytes / 1e6, 'MB'];
  return `${value < 9.995 ? value.toFixed(2) : value < 99.95 ? value.toFixed(1) : Math.round(value)} ${unit}`;
}

export function formatZoom(scale: number): string {
  const percent = scale * 100;
  return `${percent < 9.95 ? percent.toFixed(1) : Math.round(percent)} %`;
}

export function formatDecibels(decibels: number): string {
  return decibels.toFixed(1);
}

export function formatCount(count: number): string {
  return Math.round(count).toLocaleString('en');
}

export function formatKilobytes(bytes: number): string {
  return bytes < 1e6 ? `${Math.round(bytes / 1e3)} kB` : `${(bytes / 1e6).toFixed(1)} MB`;
}

/** A loss, or another number whose size matters more than its digits. */
export function formatSmall(value: number): string {
  return String(Number(value.toPrecision(3)));
}

/** What a slider shows: no more digits than its step has. */
function formatParameter(value: number): string {
  return String(Number(value.toPrecision(4)));
}

export function formatRange([low, high]: readonly [number, number]): string {
  const [from, to] = [formatParameter(low), formatParameter(high)];
  return from === to ? from : `${from}–${to}`;
}

export function formatFidelity({ psnr, ssim }: Fidelity): string {
  const decibels = `${formatPsnr(psnr)} dB`;
  return ssim === null ? decibels : `${decibels} · SSIM ${formatSsim(ssim)}`;
}

/** Without its unit, dB. */
export function formatPsnr(psnr: number): string {
  return Number.isFinite(psnr) ? psnr.toFixed(2) : '∞';
}

export function formatSsim(ssim: number): string {
  return ssim.toFixed(4);
}

/** What one has above another, in dB, with its sign. */
export function formatGain(decibels: number): string {
  const text = Math.abs(decibels).toFixed(2);
  if (text === '0.00') return text;
  return `${decibels > 0 ? '+' : '−'}${text}`;
}

/** Of storage: three digits, up to terabytes. */
export function formatSpace(bytes: number): string {
  if (bytes < 999.5e6) return bytes === 0 ? '0 MB' : formatFileSize(bytes);
  const [value, unit] = bytes < 999.5e9 ? [bytes / 1e9, 'GB'] : [bytes / 1e12, 'TB'];
  return `${value < 9.995 ? value.toFixed(2) : value < 99.95 ? value.toFixed(1) : Math.round(value)} ${unit}`;
}

/** A part of 1. */
export function formatShare(share: number): string {
  const percent = share * 100;
  return `${percent < 99.95 ? percent.toFixed(1) : Math.round(percent)} %`;
}

/** @param time milliseconds since 1970. */
export function formatDate(time: number): string {
  return new Date(time).toLocaleDateString('en-GB', {
    day: 'numeric',
    month: 'short',
    year: 'numeric',
  });
}
