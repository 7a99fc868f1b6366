"""How long compiling takes: sqlite's library and a program that uses it, as a C guest.

Ours is the compiler of the package, whose machine code is laid out by a profile
(cmake/package/lay_out.sh), where ./dev has made it, and the one of every day beside it.
"""
import pathlib

import contenders
import measure
import real_programs

ROUNDS, QUICK_ROUNDS = 7, 1


def laid_out(build):
    return pathlib.Path(build, "static", "wasi-aotc-laid-out").resolve()


def every_day(build):
    return pathlib.Path(build, "bin", "wasi-aotc").resolve()


def command_of(compiler, build):
    """`compiler` with the runtime library of the build, beside which it needn't lie."""
    runtime = pathlib.Path(build, "lib", "wasi-aotc").resolve()
    return ["env", f"WASI_AOTC_RUNTIME_DIR={runtime}", compiler]


def is_laid_out(build):
    """Whether there is a compiler that is, of what is built now."""
    best = laid_out(build)
    return best.exists() and best.stat().st_mtime > every_day(build).stat().st_mtime


def compiler_command(build):
    return command_of(laid_out(build) if is_laid_out(build) else every_day(build), build)


def compile_commands(options, guest, out):
    build = options.build
    levels = ["-O2", "-j1"], ["-O2"], ["-O1", "-j1"], ["-O0", "-j1"], ["-O0"]
    commands = {}
    for peer in [] if options.no_peers else contenders.peers(options.cache):
        if peer.name == "wasmtime":
            commands["wasmtime compile"] = [peer.tool, "compile", "-o", out, guest]

    def add(name, command, words):
        commands[" ".join([name, *words])] = [*command, *words, "--no-cache", guest, "-o", out]

    for words in levels:
        add("wasi-aotc", compiler_command(build), words)
    if is_laid_out(build):
        add("not laid out", command_of(every_day(build), build), levels[0])
    return commands


def run_compilers(options, work):
    program = real_programs.Sqlite(options.cache, work)
    guest = program.guest()
    commands = compile_commands(options, guest, program.folder / "compiled")
    results = measure.interleaved(commands, QUICK_ROUNDS if options.quick else ROUNDS)
    return {"guest_bytes": guest.stat().st_size,
            "compilers": {name: runs.as_data() for name, runs in results.items()}}


def table(title, compilers):
    """A line for each compiler; `compilers` as from Runs.as_data(). Of times that differ by as much
    as here, the best favours what is short: so where there was more than one run, the ratio of the
    medians is there, too."""
    base = compilers.get("wasmtime compile")
    several = any(len(runs["cpu"]) > 1 for runs in compilers.values())

    def ratio(runs, which):
        return f"{runs[which] / base[which]:.2f}" if base else "–"

    def of_medians(runs):
        return f" {ratio(runs, 'median'):>11}" if several else ""

    lines = [f"{title:30}    CPU s  on the clock s  peak MiB  CPU × wasmtime"
             f"{'  of medians' if several else ''}"]
    for name, runs in compilers.items():
        lines.append(f"{name:30} {runs['best']:8.2f} {min(runs['clock']):15.2f} "
                     f"{runs['peak_kib'] / 1024:9.0f} {ratio(runs, 'best'):>15}{of_medians(runs)}")
    return lines


def report(data):
    return table(f"compile sqlite ({data['guest_bytes'] / 1e6:.2f} MB)", data["compilers"])
