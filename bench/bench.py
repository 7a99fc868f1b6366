#!/usr/bin/env python3
"""The benches: programs natively, by wasi-aotc and by peers; a hello's start; compile time.

usage: bench.py --build BUILD --cache CACHE [--quick] [NAME...]

NAMEs are programs of bench/programs or of real_programs.py, or `hello`, `compile`, `calls`,
`python`; without any, all.
Prints tables, and writes results.json and results.svg into BUILD/bench.
"""
import argparse
import datetime
import json
import os
import pathlib
import sys

import chart
import compile_time
import component_calls
import contenders
import means
import measure
import python_component
import real_programs
import startup

FOLDER = pathlib.Path(__file__).resolve().parent
ROUNDS, QUICK_ROUNDS = 7, 3
OTHERS = ["hello", "compile", "calls", "python"]


def all_programs(options, work):
    """By name."""
    sources = [p for p in sorted((FOLDER / "programs").glob("*"))
               if p.suffix in (".c", ".rs") and p.stem != "common"]
    programs = [*(contenders.Source(p, work) for p in sources),
                *real_programs.all_of(options.cache, work)]
    return {p.name: p for p in programs}


def parse():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--build", required=True)
    parser.add_argument("--cache", required=True)
    parser.add_argument("--wasm-tools", help="for `calls`, as is --wasmtime")
    parser.add_argument("--wasmtime", help="a folder with wasmtime's Python package")
    parser.add_argument("--quick", action="store_true", help="fewer rounds")
    parser.add_argument("--level", action="append", default=[], metavar="-ON",
                        help="wasi-aotc at this level as well: --level=-O1; may be repeated")
    parser.add_argument("--no-peers", action="store_true", help="native and wasi-aotc only")
    parser.add_argument("--check", action="store_true",
                        help="little work, at -O0: only whether all print the same")
    parser.add_argument("names", nargs="*", metavar="NAME")
    options = parser.parse_args()
    return options


def chosen_names(options, programs):
    known = [*programs, *OTHERS]
    for name in options.names:
        if name not in known:
            sys.exit(f"error: no bench is called '{name}'; there are: {' '.join(known)}")
    return options.names or known


def contenders_for(options):
    levels = ["-O2", *options.level]
    peers = [] if options.no_peers else contenders.peers(options.cache)
    return [contenders.Native(), *(contenders.Ours(options.build, l) for l in levels), *peers]


def same_output(results):
    return len({runs.output for runs in results.values()}) == 1


def commands_of(program, chosen, small):
    """By contender; without those that can't build it, which is said."""
    commands = {}
    for contender in chosen:
        try:
            commands[contender.name] = contender.command(program) + program.arguments(small)
        except RuntimeError as error:
            print(f"FAILED {error}", flush=True)
    return commands


def run_program(program, chosen, rounds, small=False):
    return measure.interleaved(commands_of(program, chosen, small), rounds, program.stdin(small))


def cells(ratios, names, digits, absent):
    return " ".join(f"{ratios[name]:13.{digits}f}" if name in ratios else f"{absent:>13}"
                    for name in names)


def line_of(program, results, others):
    native = f"{results['native'].best:9.3f}" if "native" in results else f"{'failed':>9}"
    return (f"{program.name:16} {native} " +
            cells(means.ratios_of(results, "best"), others, 2, "failed") +
            ("" if same_output(results) else "   OUTPUTS DIFFER"))


def run_programs(programs, chosen, rounds):
    """{program: {contender: Runs}}; says each program's ratios when it has them."""
    all_results = {}
    others = [c.name for c in chosen[1:]]
    print(f"{'program':16} {'native s':>9} " + " ".join(f"{name:>13}" for name in others))
    for program in programs:
        results = run_program(program, chosen, rounds)
        print(line_of(program, results, others), flush=True)
        all_results[program.name] = results
    return all_results


def print_means(by_kind, names):
    print("geometric mean over")
    for by_which in by_kind.values():
        for which, titled in by_which.items():
            for title, found in titled.items():
                print(f"{title:16} {which:>9} {cells(found, names, 3, '–')}")


def write_chart(work, date, all_results, names):
    title = f"Time of programs against native (-O3, {contenders.NATIVE_CPU}), {date}"
    rows = [(name, means.ratios_of(results, "best")) for name, results in all_results.items()]
    (work / "results.svg").write_text(chart.draw(title, names, rows))


def write_results(work, data):
    (work / "results.json").write_text(json.dumps(data, indent=1) + "\n")


def check(programs, build):
    """The sum of a test part: each program with little work, natively and by us."""
    passed = failed = 0
    chosen = [contenders.Native(), contenders.Ours(build, "-O0")]
    for program in programs:
        results = run_program(program, chosen, 1, small=True)
        same = len(results) == len(chosen) and same_output(results)
        passed, failed = passed + same, failed + (not same)
        if not same:
            print(f"FAILED {program.name}: doesn't run, or prints something else than natively")
    print(f"{passed} passed, {failed} failed, 0 skipped")
    return failed == 0


def bench_programs(programs, chosen, options, work, data):
    """Whether all ran everywhere and printed the same; puts what came out into `data`."""
    results = run_programs(programs, chosen, QUICK_ROUNDS if options.quick else ROUNDS)
    names = [c.name for c in chosen[1:]]
    data["geometric_means"] = means.means_by_kind(programs, results, names)
    data["programs"] = {name: {c: runs.as_data() for c, runs in r.items()}
                        for name, r in results.items()}
    print_means(data["geometric_means"], names)
    write_chart(work, data["date"], results, names)
    write_results(work, data)  # what comes next may fail
    return all(same_output(r) and len(r) == len(chosen) for r in results.values())


def main():
    options = parse()
    work = pathlib.Path(options.build, "bench").resolve()
    work.mkdir(parents=True, exist_ok=True)
    known = all_programs(options, work)
    if options.check:
        return 0 if check(known.values(), options.build) else 1
    chosen = contenders_for(options)
    names = chosen_names(options, known)
    data = {"date": datetime.date.today().isoformat(), "load": os.getloadavg()}
    print(f"CPU time of whole processes, the best of runs in turns; load {data['load'][0]:.1f}")
    programs = [known[name] for name in names if name in known]
    good = not programs or bench_programs(programs, chosen, options, work, data)
    if "hello" in names:
        data["hello"] = startup.measure(options.build, work, chosen, options.quick)
        print("", *startup.report(data["hello"]), sep="\n")
    if "compile" in names:
        data["compile"] = compile_time.run_compilers(options, work)
        print("", *compile_time.report(data["compile"]), sep="\n")
    if "calls" in names and options.wasm_tools:
        data["calls"] = component_calls.measure(options)
        print("", *component_calls.report(data["calls"]), sep="\n")
    if "python" in names:
        data["python"] = python_component.run(options, work)
        print("", *python_component.report(data["python"]), sep="\n")
    write_results(work, data)
    print(f"Written: {work}/results.*")
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
