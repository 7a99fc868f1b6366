#!/usr/bin/env python3
"""The benches: programs natively, by wasi-aotc and by peers; a hello's start; compile time.

usage: bench.py --build BUILD --cache CACHE [--quick] [NAME...]

NAMEs are programs of bench/programs, or `hello`, `compile`, `calls`; without any, all.
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
import measure
import startup

FOLDER = pathlib.Path(__file__).resolve().parent
ROUNDS, QUICK_ROUNDS = 7, 3
OTHERS = ["hello", "compile", "calls"]


def program_sources():
    return {p.stem: p for p in sorted((FOLDER / "programs").glob("*"))
            if p.suffix in (".c", ".rs") and p.stem != "common"}


def parse():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--build", required=True)
    parser.add_argument("--cache", required=True)
    parser.add_argument("--wasm-tools", help="for `calls`, as is --wasmtime")
    parser.add_argument("--wasmtime", help="a folder with wasmtime's Python package")
    parser.add_argument("--quick", action="store_true", help="fewer rounds")
    parser.add_argument("--o3", action="store_true", help="wasi-aotc -O3 as well")
    parser.add_argument("--no-peers", action="store_true", help="native and wasi-aotc only")
    parser.add_argument("--check", action="store_true",
                        help="little work, at -O0: only whether all print the same")
    parser.add_argument("names", nargs="*", metavar="NAME")
    options = parser.parse_args()
    known = [*program_sources(), *OTHERS]
    for name in options.names:
        if name not in known:
            parser.error(f"no bench is called '{name}'; there are: {' '.join(known)}")
    return options


def contenders_for(options):
    levels = ["-O2", "-O3"] if options.o3 else ["-O2"]
    peers = [] if options.no_peers else contenders.peers(options.cache)
    return [contenders.Native(), *(contenders.Ours(options.build, l) for l in levels), *peers]


def same_output(results):
    return len({runs.output for runs in results.values()}) == 1


def run_programs(names, chosen, work, rounds):
    """{program: {contender: Runs}}; says each program's ratios when it has them."""
    sources, all_results = program_sources(), {}
    others = [c.name for c in chosen[1:]]
    print(f"{'program':16} {'native s':>9} " + " ".join(f"{name:>13}" for name in others))
    for name in names:
        program = contenders.Program(sources[name], work)
        commands = {c.name: c.command(program) for c in chosen}
        results = measure.interleaved(commands, rounds)
        native = results["native"].best
        print(f"{name:16} {native:9.3f} " +
              " ".join(f"{results[other].best / native:13.2f}" for other in others) +
              ("" if same_output(results) else "   OUTPUTS DIFFER"), flush=True)
        all_results[name] = results
    return all_results


def ratios_of(all_results, which):
    return [(name, {c: getattr(runs, which) / getattr(results["native"], which)
                    for c, runs in results.items() if c != "native"})
            for name, results in all_results.items()]


def print_means(all_results, chosen):
    means = {}
    for which in ("best", "median"):
        rows = ratios_of(all_results, which)
        means[which] = {c.name: measure.geometric_mean([ratios[c.name] for _, ratios in rows])
                        for c in chosen[1:]}
        print(f"{'geometric mean':16} {which:>9} " +
              " ".join(f"{mean:13.3f}" for mean in means[which].values()))
    return means


def write_results(options, data, all_results, chosen):
    folder = pathlib.Path(options.build, "bench")
    (folder / "results.json").write_text(json.dumps(data, indent=1) + "\n")
    names = [c.name for c in chosen[1:]]
    title = f"Time of programs against native (-O3, {contenders.NATIVE_CPU}), {data['date']}"
    (folder / "results.svg").write_text(
        chart.draw(title, names, ratios_of(all_results, "best")))
    print(f"Written: {folder}/results.json, {folder}/results.svg")


def check(work, build):
    """The sum of a test part: each program with little work, natively and by us."""
    passed = failed = 0
    for name, source in program_sources().items():
        program = contenders.Program(source, work)
        try:
            commands = {c.name: [*c.command(program), "small"]
                        for c in (contenders.Native(), contenders.Ours(build, "-O0"))}
            same = same_output(measure.interleaved(commands, 1))
            problem = "other output than the native program"
        except RuntimeError as error:
            same, problem = False, str(error)
        passed, failed = passed + same, failed + (not same)
        if not same:
            print(f"FAILED {name}: {problem}")
    print(f"{passed} passed, {failed} failed, 0 skipped")
    return failed == 0


def main():
    options = parse()
    work = pathlib.Path(options.build, "bench").resolve()
    work.mkdir(parents=True, exist_ok=True)
    if options.check:
        return 0 if check(work, options.build) else 1
    chosen = contenders_for(options)
    names = options.names or [*program_sources(), *OTHERS]
    data = {"date": datetime.date.today().isoformat(), "load": os.getloadavg()}
    print(f"CPU time of whole processes, the best of runs in turns; load {data['load'][0]:.1f}")
    programs = [name for name in names if name not in OTHERS]
    same = True
    if programs:
        results = run_programs(programs, chosen, work, QUICK_ROUNDS if options.quick else ROUNDS)
        data["geometric_means"] = print_means(results, chosen)
        data["programs"] = {name: {c: runs.as_data() for c, runs in r.items()}
                            for name, r in results.items()}
        same = all(map(same_output, results.values()))
        write_results(options, data, results, chosen)
    if "hello" in names:
        data["hello"] = startup.measure(options.build, work, chosen, options.quick)
        print("", *startup.report(data["hello"]), sep="\n")
    if "compile" in names:
        data["compile"] = compile_time.run_compilers(options, work)
        print("", *compile_time.report(data["compile"]), sep="\n")
    if "calls" in names and options.wasm_tools:
        data["calls"] = component_calls.measure(options)
        print("", *component_calls.report(data["calls"]), sep="\n")
    (work / "results.json").write_text(json.dumps(data, indent=1) + "\n")
    return 0 if same else 1


if __name__ == "__main__":
    sys.exit(main())
