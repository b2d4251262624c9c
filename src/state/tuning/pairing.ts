/** Which side of a pair a photo is. */
export type PhotoRole = 'damaged' | 'clean';

/** A file that the person brought, and where from. */
export interface PickedPhoto {
  readonly id: number;
  readonly file: File;
  /** Path of the folder that it lay in; `''` where it came alone. */
  readonly folder: string;
  /** What the person said it is; null where the names must tell. */
  readonly role: PhotoRole | null;
}

/** What of the two sides belongs together; one is missing where nothing matched. */
export interface PhotoPair {
  /** Without ending. */
  readonly name: string;
  readonly damaged: PickedPhoto | null;
  readonly clean: PickedPhoto | null;
}

const cleanSuffix = /\.clean$/i;
const cleanFolder = /clean|sharp|truth|target|original|\bgt\b|\bhr\b|\bhigh\b|\bgood\b|after/i;

/** Whether names say that these are pairs: `x.png` beside `x.clean.png`. */
export function looksPaired(files: readonly { readonly name: string }[]): boolean {
  const stems = new Set(files.map(({ name }) => withoutEnding(name).toLowerCase()));
  return [...stems].some((stem) => cleanSuffix.test(stem) && stems.has(base(stem)));
}

/**
 * Puts pairs together. A photo's side is what the person said, else what its name says
 * (`x.clean.png`), else its folder, where they come from two. The sides are matched by name, without
 * ending and `.clean`; where not one name is on both sides and they are equally many, by order.
 */
export function matchPairs(photos: readonly PickedPhoto[]): PhotoPair[] {
  const sides = { damaged: [] as PickedPhoto[], clean: [] as PickedPhoto[] };
  const roleOf = roles(photos);
  for (const photo of photos) sides[roleOf(photo)].push(photo);
  const cleanByName = firstByName(sides.clean);
  const damagedByName = firstByName(sides.damaged);
  const isByName = [...damagedByName.keys()].some((name) => cleanByName.has(name));
  if (!isByName && sides.clean.length === sides.damaged.length) return inOrder(sides);

  const pairs: PhotoPair[] = [];
  for (const damaged of sides.damaged) {
    const name = nameOf(damaged);
    const isFirst = damagedByName.get(name) === damaged;
    pairs.push({ name, damaged, clean: (isFirst && cleanByName.get(name)) || null });
  }
  const used = new Set(pairs.map(({ clean }) => clean));
  for (const clean of sides.clean) {
    if (!used.has(clean)) pairs.push({ name: nameOf(clean), damaged: null, clean });
  }
  return pairs;
}

function roles(photos: readonly PickedPhoto[]): (photo: PickedPhoto) => PhotoRole {
  const folders = [...new Set(photos.filter(({ role }) => role === null).map((p) => p.folder))];
  const [first = '', second] = folders.sort();
  // Of two folders the one that says so is clean, else the second.
  const clean = second !== undefined && cleanFolder.test(first) && !cleanFolder.test(second);
  const cleanOne = clean ? first : second;
  return ({ role, file, folder }) => {
    if (role !== null) return role;
    if (cleanSuffix.test(withoutEnding(file.name))) return 'clean';
    return folders.length === 2 && folder === cleanOne ? 'clean' : 'damaged';
  };
}

function inOrder({ damaged, clean }: Record<PhotoRole, PickedPhoto[]>): PhotoPair[] {
  const inOrderOfName = (photos: readonly PickedPhoto[]) =>
    photos.toSorted((a, b) => a.file.name.localeCompare(b.file.name, 'en', { numeric: true }));
  const cleanSorted = inOrderOfName(clean);
  return inOrderOfName(damaged).map((photo, i) => ({
    name: nameOf(photo),
    damaged: photo,
    clean: cleanSorted[i] ?? null,
  }));
}

function firstByName(photos: readonly PickedPhoto[]): Map<string, PickedPhoto> {
  const first = new Map<string, PickedPhoto>();
  for (const photo of photos) if (!first.has(nameOf(photo))) first.set(nameOf(photo), photo);
  return first;
}

function nameOf({ file }: PickedPhoto): string {
  return base(withoutEnding(file.name).toLowerCase());
}

function base(stem: string): string {
  return stem.replace(cleanSuffix, '');
}

function withoutEnding(name: string): string {
  return name.replace(/\.[^.]+$/, '');
}
