"""CPU time of whole processes, measured side by side."""
import os
import subprocess


def wait(process):
    """(user, system) seconds that a subprocess.Popen has taken when it ends."""
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise RuntimeError(f"{process.args}: exit {process.returncode}")
    return usage.ru_utime, usage.ru_stime


def cpu_time(command, stdout=subprocess.DEVNULL, stdin=subprocess.DEVNULL, **options):
    """(user, system) seconds of one run."""
    with subprocess.Popen([str(word) for word in command], stdin=stdin, stdout=stdout,
                          **options) as process:
        return wait(process)


def interleaved(measures, runs):
    """The best of `runs` of each of the functions, by its sum; they take turns, so that what
    else the machine does meets all of them alike."""
    results = [[] for _ in measures]
    for _ in range(runs):
        for measure, found in zip(measures, results):
            found.append(measure())
    return [min(found, key=sum) for found in results]
