"""What Python programs use: the standard library, files, folders, time.

main([TOPIC, ...]) prints what it sees, and nothing that differs from run to run. Modules are
imported here, at the top: a component's are loaded when it is built.
"""
import base64
import collections
import contextlib
import csv
import dataclasses
import datetime
import decimal
import functools
import glob
import hashlib
import heapq
import io
import itertools
import json
import os
import pathlib
import re
import shutil
import stat
import string
import struct
import sys
import tempfile
import textwrap
import time
import traceback


def attempt(action, *arguments):
    try:
        return action(*arguments)
    except (OSError, ValueError, RecursionError) as error:
        return type(error).__name__


@dataclasses.dataclass(order=True)
class Point:
    x: int
    y: float = 0.5


def library():
    value = json.loads('{"a": [1, 2.5, null, "\\u00e9é"], "b": {"c": true}, "big": 1e400}')
    print(json.dumps(value, indent=1, sort_keys=True), json.dumps(value, ensure_ascii=False))
    try:
        json.loads('{"a":}')
    except json.JSONDecodeError as error:
        print(error)
    print(re.sub(r"(\w+)@(\w+)\.com", r"\2 at \1", "a@b.com, x@y.com"),
          re.findall(r"(?P<word>[^\W\d_]+)", "Größe 東京 x1"), re.split(r"\s*[,;]\s*", "a , b;c"),
          re.fullmatch(r"(a|b)*?c{2,3}(?!d)", "ababcc").span(), re.compile("(?i)É").match("é"))
    print(hashlib.sha256(b"abc").hexdigest(), base64.b85encode(bytes(range(20))), struct.pack("<hQf", -2, 3, 1.5))
    print(decimal.Decimal(1) / 7, 2 ** 200, 10 / 3, 1e-320, round(2.675, 2), f"{3.14159:>10.2e}|{255:#_x}")
    print(datetime.datetime(2024, 2, 29, 12, tzinfo=datetime.timezone.utc).isoformat(),
          datetime.date(2000, 1, 1).strftime("%a %d %b %j"), time.gmtime(951827696)[:6])
    print(collections.Counter("mississippi").most_common(2), heapq.nsmallest(2, [3, 1, 2]),
          list(itertools.islice(itertools.permutations("abc"), 3)), functools.reduce(int.__mul__, range(1, 20)))
    print(sorted([Point(2), Point(1, 2), Point(1)]), textwrap.fill("some words to fill lines with", 12))
    table = io.StringIO()
    csv.writer(table).writerows([["a", 'say "hi"'], [1, "x,y"]])
    print(repr(table.getvalue()), string.Template("$a-${b}").substitute(a=1, b=2))

    def endless(n):
        return endless(n + 1) + 1

    print(attempt(endless, 0))

    def numbers():
        with contextlib.suppress(ZeroDivisionError):
            yield from (6 // n for n in (3, 2, 0, 1))

    print(list(numbers()), sum(i * i for i in range(200000)))
    print(len({f"string {i}": [i] for i in range(100000)}))
    match {"name": "x", "at": [1, [2, 3]]}:
        case {"name": str(name), "at": [first, [*rest]]}:
            print(name, first, rest)


def files():
    print(attempt(os.mkdir, "d"), attempt(os.mkdir, "d"), attempt(open, "none/x", "w"))
    for i in range(300):
        pathlib.Path(f"d/{i}").write_bytes(b"x" * i)
    print(len(os.listdir("d")), len(glob.glob("d/*7")), sorted(map(str, pathlib.Path().rglob("*.txt"))))
    with os.scandir("d") as entries:
        print(sum(entry.stat().st_size for entry in entries if entry.is_file()))
    with open("d/f", "w+b") as file:
        file.write(b"line 1\nline 2\n\xf0\x9f\x98\x80")
        file.seek(-5, os.SEEK_END)
        print(file.read(), file.tell())
        file.seek(0)
        print(file.readline(), list(file), file.truncate(9), file.flush())
        print(os.pread(file.fileno(), 3, 2), os.fstat(file.fileno()).st_size)
    with open("d/f", "a", encoding="utf-8") as file:
        file.write("é\n")
    print(repr(pathlib.Path("d/f").read_text(encoding="utf-8")), os.path.getsize("d/f"))
    os.utime("d/f", ns=(10 ** 9, 1700000000123456789))
    info = os.stat("d/f")
    print(info.st_mtime_ns, info.st_atime_ns, stat.S_ISREG(info.st_mode), os.path.isdir("d"))
    print(attempt(os.symlink, "f", "d/link"), attempt(os.readlink, "d/link"), os.path.islink("d/link"))
    print(attempt(os.rename, "d/f", "d/g"), attempt(os.rename, "d/f", "d/g"), attempt(os.link, "d/g", "d/h"))
    print(attempt(open, "d/none"), attempt(os.rmdir, "d"), attempt(open, "d"), attempt(os.unlink, "nothing"))
    print(attempt(open, "data/one.txt", "x"), attempt(os.listdir, "data/one.txt"))
    with tempfile.TemporaryDirectory(dir=".") as folder:
        shutil.copytree("d", f"{folder}/e", symlinks=True)
        print(len(list(os.walk(folder))[1][2]))
    shutil.rmtree("d")
    print(sorted(os.listdir(".")), os.path.exists("d"))


def clock():
    start = time.monotonic()
    time.sleep(0.03)
    print(0.03 <= time.monotonic() - start < 10, time.time() > 1.6e9, time.perf_counter_ns() > 0)
    print(len(os.urandom(7)), os.environ.get("WORD"))


def lines():
    words = collections.Counter(word for line in sys.stdin for word in line.split())
    for word, count in sorted(words.items(), key=lambda item: (-item[1], item[0])):
        print(count, word)


def long():
    print("much at once, " * 50_000)


def pour():
    try:
        while True:
            sys.stdout.write("0123456789abcde\n" * 5000)
    except BrokenPipeError as error:
        print(type(error).__name__, file=sys.stderr)
        return 3


def fail():
    try:
        raise KeyError("on purpose")
    except KeyError:
        print(traceback.format_exc().splitlines()[-1], file=sys.stderr)
    return 5


TOPICS = {"library": library, "files": files, "clock": clock, "lines": lines, "long": long, "pour": pour,
          "fail": fail}


def main(arguments):
    if arguments[:1] == ["arguments"]:
        print(json.dumps(arguments))
        return 0
    return TOPICS[arguments[0]]()
