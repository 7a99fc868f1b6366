// What JavaScript programs use: the language, its library, and files. main(arguments, system)
// prints what it sees, and nothing that differs from run to run; true is failure.
const topics = {
  library() {
    console.log(JSON.stringify({ a: [1, 2.5, null, 'é'], b: { c: true } }, null, 1));
    try {
      JSON.parse('{"a":}');
    } catch (error) {
      console.log(error.name);
    }
    console.log('a@b.com, x@y.com'.replace(/(\w+)@(\w+)\.com/g, '$2 at $1'),
      JSON.stringify('Größe 東京'.match(/[^\s!-~]+/gu)), /(?<year>\d{4})-(?<=-)/.exec('2024-').groups.year);
    console.log(String(2n ** 200n), 10 / 3, 1e-320, (255).toString(36), Math.hypot(3, 4), 0.1 + 0.2);
    console.log(new Date(951827696123).toISOString(), JSON.stringify([...new Set([3, 1, 3])]));
    const { first, ...rest } = { first: 1, second: [2], third: 3 };
    console.log(first, JSON.stringify(rest), [3, 1, 2].toSorted().join(), 'ß'.toUpperCase());
    function* numbers() {
      for (let i = 0; i < 3; i++) yield i * i;
    }
    console.log([...numbers()].join(), structuredClone(new Map([[1, { a: 2 }]])).get(1).a);
    class Counter {
      #count = 0;
      static made = 0;
      constructor() { Counter.made++; }
      get next() { return ++this.#count; }
    }
    const counter = new Counter();
    console.log(counter.next + counter.next, Counter.made);
    const endless = (n) => endless(n + 1) + 1;
    try {
      endless(0);
    } catch (error) {
      console.log(error.constructor === RangeError || error.constructor === InternalError);
    }
    let sum = 0;
    for (let i = 0; i < 1e6; i++) sum = (sum * 31 + i) | 0;
    console.log(sum, Array.from({ length: 1e5 }, (_, i) => `string ${i}`).at(-1));
    const bytes = new Uint32Array(new Uint8Array([1, 2, 3, 4]).buffer);
    console.log(bytes[0].toString(16), new TextDecoder().decode(new TextEncoder().encode('€')), btoa('hi'));
  },
  files(system) {
    console.log(system.write('a.txt', 'some text, é\n'), system.size('a.txt'), system.read('a.txt'));
    for (let i = 0; i < 100; i++) system.write(`data/${i}`, 'x'.repeat(i));
    console.log(system.list('data').join(' '), system.read('nothing'), system.read('data'));
    for (let i = 0; i < 100; i += 2) system.remove(`data/${i}`);
    console.log(system.list('data').length, system.size('data/99'));
  },
  lines(system) {
    const count = new Map();
    for (const word of new TextDecoder().decode(system.standardInput()).split(/\s+/))
      if (word) count.set(word, (count.get(word) ?? 0) + 1);
    for (const [word, times] of [...count].sort()) console.log(times, word);
  },
  environment: (system) => console.log(system.environment().WORD, Date.now() > 1.6e12, Math.random() < 1),
  fail() {
    console.error('on purpose');
    return true;
  },
};

function main([topic, ...rest], system) {
  if (topic in topics) return topics[topic](system);
  console.log(JSON.stringify(rest));
}
