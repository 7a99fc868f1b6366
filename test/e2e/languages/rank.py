"""The Python part of the text pipeline: which words are the most frequent."""
import collections

from wit_world import exports
from wit_world.imports.types import Entry
from componentize_py_types import Err


class Rank(exports.Rank):
    def top(self, words, limit):
        if limit == 0:
            raise Err("nothing to rank: the limit is 0")
        counts = collections.Counter(word.casefold() for word in words)
        ranked = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
        return [Entry(word, count) for word, count in ranked[:limit]]
