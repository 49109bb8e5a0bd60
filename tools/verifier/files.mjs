import { openZip, zipFile } from './zip.mjs';

/** Files by path, wherever they lie. A source is something with a size that slices can be read of. */
export class Files {
  /** @param sources path → source, or a function that answers one */
  constructor(sources) {
    this.sources = sources;
  }

  static async ofZip(source) {
    const entries = await openZip(source);
    return new Files(new Map([...entries].map(([path, entry]) => [path, () => zipFile(source, entry)])));
  }

  get paths() {
    return [...this.sources.keys()].sort();
  }

  has(path) {
    return this.sources.has(path);
  }

  async source(path) {
    const found = this.sources.get(path);
    return found === undefined ? null : typeof found === 'function' ? found() : found;
  }

  /** The whole file, or null. */
  async read(path) {
    const source = await this.source(path);
    return source === null ? null : source.slice(0, source.size);
  }

  /** The files below a folder, without its name. */
  under(folder) {
    const inside = [...this.sources].filter(([path]) => path.startsWith(folder));
    return new Files(new Map(inside.map(([path, source]) => [path.slice(folder.length), source])));
  }

  /** The files below the one folder in which all lie, where they do. */
  unwrapped() {
    const tops = new Set(this.paths.map((path) => path.split('/')[0]));
    const [top] = tops;
    return tops.size === 1 && this.paths.every((path) => path.includes('/')) && top !== 'tile'
      ? this.under(`${top}/`).unwrapped()
      : this;
  }
}
