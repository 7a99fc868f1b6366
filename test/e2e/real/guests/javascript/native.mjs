// script.mjs by Node; success or failure, as a component says it.
import fs from 'node:fs';

const codes = { ENOENT: 'no-entry', EISDIR: 'is-directory' };

const system = {
  environment: () => process.env,
  standardInput: () => fs.readFileSync(0),
  read(path) {
    try {
      return fs.readFileSync(path, 'utf8');
    } catch (error) {
      return codes[error.code];
    }
  },
  write(path, text) {
    fs.writeFileSync(path, text);
    return new TextEncoder().encode(text).length;
  },
  list: (path) => fs.readdirSync(path).sort(),
  size: (path) => fs.statSync(path).size,
  remove: (path) => fs.unlinkSync(path),
};

const source = fs.readFileSync(new URL('script.mjs', import.meta.url), 'utf8');
process.exitCode = new Function(`${source}; return main;`)()(process.argv.slice(2), system) ? 1 : 0;
