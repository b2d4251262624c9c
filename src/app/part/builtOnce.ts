/** Builds something when it is first asked for, once; where that fails, the next to ask tries again. */
export function builtOnce<Parts, Built>(
  build: (parts: Parts) => Promise<Built>,
): (parts: Parts) => Promise<Built> {
  let building: Promise<Built> | null = null;
  return (parts) => {
    building ??= build(parts).catch((error: unknown) => {
      building = null;
      throw error;
    });
    return building;
  };
}
