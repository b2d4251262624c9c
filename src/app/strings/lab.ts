/** The lab: a photo is damaged on purpose, and what mends it is measured. */
export const lab = {
  title: 'Degrade lab',
  close: 'Back to the photo',
  about:
    'The photo is damaged on purpose. As it was, it is what every picture is measured against: begin with a clean one.',
  damage: 'Damage',
  seed: 'Seed',
  anotherDraw: 'Another draw',
  degrading: 'Degrading…',
  noSteps: 'Without a step nothing is damaged.',

  measured: 'Against the original',
  picture: 'Picture',
  psnr: 'PSNR, dB',
  ssim: 'SSIM',
  gain: 'Gain, dB',
  gainHint: 'How much PSNR is above that of the degraded photo',
  show: (name: string) => `Show ${name} as B`,
  pending: '…',
  overRgb: 'Over red, green and blue.',
  overLuma: (scale: number) =>
    `Over luma, without ${scale} pixels at each side; what is smaller than the original is enlarged (bicubic) first.`,
  overLumaForRain: 'Deraining is measured over luma, as is usual.',
  noFigure: (name: string, size: string, original: string) =>
    `No figure for ${name}: its ${size} pixels and the original’s ${original} don’t lie on each other. Choose an adapter that enlarges as much as the steps reduce.`,
  errorMap: 'Error map',
  errorMapHint: 'How far B is from the original at each pixel',
  save: 'Save degraded',
  saveHint: 'Save the degraded photo as PNG',
  tune: 'Make an adapter for this damage…',
} as const;
