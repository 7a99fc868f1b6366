// The JavaScript part of the text pipeline: a table of words and counts.
export const render = {
  table(entries, style) {
    const width = Math.max(0, ...entries.map((entry) => [...entry.word].length));
    const cell = (entry) =>
      style.tag === 'bars' ? '#'.repeat(Math.min(entry.count, style.val)) : String(entry.count);
    const pad = (word) => word + ' '.repeat(width - [...word].length);
    return entries.map((entry) => `${pad(entry.word)} ${cell(entry)}\n`).join('');
  },
};
