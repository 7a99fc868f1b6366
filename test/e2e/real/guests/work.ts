// What AssemblyScript programs use of a system, by its own shim of preview 1.
const topic = process.argv.length > 1 ? process.argv[1] : "";

function readAll(): string {
  const block = new ArrayBuffer(1000);
  let text = "", read = 0;
  while ((read = process.stdin.read(block)) > 0) text += String.UTF8.decode(block.slice(0, read));
  return text;
}

if (topic == "arguments") {
  console.log(process.argv.slice(2).join("|") + " ünïcode " + process.env.get("WORD"));
  console.error("to standard error");
} else if (topic == "library") {
  const count = new Map<string, i32>();
  const words = readAll().split(" ");
  for (let i = 0; i < words.length; i++) {
    const word = words[i].trim();
    count.set(word, (count.has(word) ? count.get(word) : 0) + 1);
  }
  const keys = count.keys().sort();
  for (let i = 0; i < keys.length; i++) console.log(count.get(keys[i]).toString() + " " + keys[i]);
  let sum: f64 = 0;
  for (let i = 1; i < 100000; i++) sum += 1 / <f64>i;
  console.log(sum.toString() + " " + (<i64>1 << 62).toString() + " " + Math.sqrt(2).toString());
  console.log([3, 1, 2].sort().join() + " " + new Date(951827696123).toISOString());
} else if (topic == "time") {
  const start = performance.now();
  let now = start;
  while (now - start < 5) now = performance.now();
  console.log((now - start < 5000).toString() + " " + (Date.now() > 1600000000000).toString());
  const bytes = new Uint8Array(16);
  crypto.getRandomValues(bytes);
  console.log(bytes.some((byte) => byte != 0).toString() + " " + (Math.random() < 1).toString());
} else if (topic == "exit") {
  process.exit(7);
} else if (topic == "trace") {
  trace("values", 2, 1.5, -3);
} else if (topic == "throw") {
  throw new Error("on purpose");
} else if (topic == "bounds") {
  const list = new Array<i32>(3);
  console.log(list[process.argv.length + 5].toString());
}
