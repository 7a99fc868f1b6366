// The component: script.mjs, which is put behind, as wasi:cli/run.
import { getArguments, getEnvironment } from 'wasi:cli/environment@0.2.12';
import { getDirectories } from 'wasi:filesystem/preopens@0.2.12';
import { getStdin } from 'wasi:cli/stdin@0.2.12';

const name = (error) => error.payload ?? error;

const system = {
  environment: () => Object.fromEntries(getEnvironment()),
  standardInput() {
    const stream = getStdin();
    const parts = [];
    for (;;) {
      try {
        parts.push(...stream.blockingRead(65536n));
      } catch (error) {
        if (name(error).tag === 'closed') return new Uint8Array(parts);
        throw error;
      }
    }
  },
  folder: () => getDirectories()[0][0],
  read(path) {
    try {
      const file = this.folder().openAt({ symlinkFollow: true }, path, {}, { read: true });
      const [bytes] = file.read(1_000_000n, 0n);
      return new TextDecoder().decode(bytes);
    } catch (error) {
      return name(error);
    }
  },
  write(path, text) {
    const file = this.folder().openAt({}, path, { create: true, truncate: true }, { write: true });
    return Number(file.write(new TextEncoder().encode(text), 0n));
  },
  list(path) {
    const folder = this.folder().openAt({}, path, { directory: true }, { read: true });
    const names = [];
    const entries = folder.readDirectory();
    for (let entry; (entry = entries.readDirectoryEntry()); ) names.push(entry.name);
    return names.sort();
  },
  size: (path) => Number(system.folder().statAt({}, path).size),
  remove: (path) => system.folder().unlinkFileAt(path),
};

export const run = {
  run() {
    if (main(getArguments().slice(1), system)) throw undefined;
  },
};
