/** The lab: a photo is damaged on purpose, and what repairs it is measured. */
export const lab = {
  title: 'Degrade lab',
  close: 'Back to the photo',
  about:
    'The photo is damaged on purpose, and every result is measured against the original. Start with a clean photo.',
  damage: 'Damage',
  seed: 'Seed',
  anotherDraw: 'New random seed',
  degrading: 'Degrading…',
  noSteps: 'Add a step to damage the photo.',

  measured: 'Against the original',
  picture: 'Picture',
  psnr: 'PSNR, dB',
  ssim: 'SSIM',
  gain: 'Gain, dB',
  gainHint: 'How much higher PSNR is than for the degraded photo',
  show: (name: string) => `Show ${name} as B`,
  pending: '…',
  overRgb: 'Over red, green and blue.',
  overLuma: (scale: number) =>
    `Over luma, without ${scale} pixels at each edge; smaller pictures are first enlarged (bicubic).`,
  overLumaForRain: 'Deraining is measured over luma, as is usual.',
  noFigure: (name: string, size: string, original: string) =>
    `No figures for ${name}: its size (${size}) does not match the original’s (${original}). Choose an adapter that enlarges as much as the steps reduce.`,
  errorMap: 'Error map',
  errorMapHint: 'How much B differs from the original at each pixel',
  save: 'Save degraded',
  saveHint: 'Save the degraded photo as PNG',
  tune: 'Make an adapter for this damage…',
} as const;
