/** How something came to be kept here. */
const origins = ['made', 'imported', 'copied'] as const;
export type Origin = (typeof origins)[number];

/** What the name of something kept here tells of it. */
export interface StoredEntry {
  /** Milliseconds since 1970; null for a name that does not tell. */
  readonly since: number | null;
  /** Null for what was kept before names told. */
  readonly origin: Origin | null;
}

let given = 0;

/** Names something to be kept: it sorts after all that were given before, and no tab has another. */
export function newStoredId(origin: Origin): string {
  const order = `${Date.now()}-${String(++given).padStart(4, '0')}`;
  return `${order}-${crypto.randomUUID().slice(0, 8)}-${origin}`;
}

export function storedEntry(id: string): StoredEntry {
  const [since = '', , , word] = id.split('-');
  return {
    since: /^\d{13}$/.test(since) ? Number(since) : null,
    origin: origins.find((origin) => origin === word) ?? null,
  };
}
