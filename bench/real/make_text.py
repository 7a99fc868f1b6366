"""Text to search in: sentences of words of which a few are frequent, the same each time.

usage: make_text.py MEBIBYTES OUT
"""
import itertools
import random
import sys

# One isn't ASCII: the boundaries of words are Unicode's then, which other engines look for.
SYLLABLES = ("a al an be con de di e en er es ex for ing in is lo ly ma men mi ne ni o on or per "
             "pre ra re ri si sta ta te ter the ti tion to u un ver vi té").split()


def vocabulary(source):
    words = ("".join(source.choices(SYLLABLES, k=source.randint(1, 4))) for _ in range(30_000))
    return list(dict.fromkeys(words))


def sentence(source, words, weights):
    text = " ".join(source.choices(words, cum_weights=weights, k=source.randint(4, 16)))
    return f"{text.capitalize()}.\n"


def main():
    size, out = int(float(sys.argv[1]) * 2**20), sys.argv[2]
    source = random.Random(1)
    words = vocabulary(source)
    weights = list(itertools.accumulate(1 / (rank + 3) for rank in range(len(words))))
    with open(out, "wb") as file:
        while size > 0:
            size -= file.write(sentence(source, words, weights).encode())


if __name__ == "__main__":
    main()
