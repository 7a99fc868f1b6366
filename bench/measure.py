"""Runs commands in turns and keeps what each process took.

The machine may be busy with other things, which is why nothing is measured but ratios of
times taken in the same rounds, and why CPU time and not time on the clock is compared.
"""
import dataclasses
import os
import statistics
import subprocess
import time


@dataclasses.dataclass
class Runs:
    """Of one command: seconds of CPU time and on the clock, a run an entry; what it printed."""
    cpu: list = dataclasses.field(default_factory=list)
    clock: list = dataclasses.field(default_factory=list)
    peak_kib: int = 0  # resident, of the process
    output: bytes = b""

    @property
    def best(self):
        return min(self.cpu)

    @property
    def median(self):
        return statistics.median(self.cpu)

    def as_data(self):
        return {"cpu": self.cpu, "clock": self.clock, "best": self.best, "median": self.median,
                "peak_kib": self.peak_kib}


def run_once(command, runs=None, stdin=os.devnull, **options):
    """`stdin` is the path of a file."""
    start = time.perf_counter()
    with open(stdin, "rb") as source:
        process = subprocess.Popen([str(word) for word in command], stdin=source,
                                   stdout=subprocess.PIPE, **options)
    output = process.stdout.read()
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    process.stdout.close()
    if process.returncode:
        raise RuntimeError(f"{' '.join(map(str, command))}: exit code {process.returncode}")
    runs = runs or Runs()
    runs.clock.append(time.perf_counter() - start)
    runs.cpu.append(usage.ru_utime + usage.ru_stime)
    runs.peak_kib = max(runs.peak_kib, usage.ru_maxrss)
    runs.output = output
    return runs


def interleaved(commands, rounds, stdin=os.devnull):
    """`commands` by name, each once a round; the results by name, without what failed."""
    results = {name: Runs() for name in commands}
    for _ in range(rounds):
        for name in list(results):
            try:
                run_once(commands[name], results[name], stdin)
            except RuntimeError as error:
                print(f"FAILED {error}", flush=True)
                del results[name]
    return results
