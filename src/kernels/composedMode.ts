let isOn = false;

/**
 * Whether networks run in tfjs's own operations although fused kernels are there: the definition of
 * right, for tests to compare with.
 */
export function isComposed(): boolean {
  return isOn;
}

export function setComposed(value: boolean): void {
  isOn = value;
}
