"""Many random programs compared, one a seed, on all processors."""
import concurrent.futures
import os
import pathlib
import shutil
import subprocess
import tempfile


def add_options(parser, count):
    parser.add_argument("--build", required=True, type=pathlib.Path)
    parser.add_argument("--count", type=int, default=count)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--keep", type=pathlib.Path, help="a folder for the sources of what differs")


def compare_seeds(options, compare, suffix):
    """Calls compare(seed, options, folder), which raises Different or returns something, for each
    seed; prints and counts what went wrong, and keeps its source, folder/SEED + suffix.
    Returns (what was returned, how many failed)."""
    results, failed = [], 0
    with tempfile.TemporaryDirectory() as name, \
            concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        folder = pathlib.Path(name)
        jobs = {pool.submit(compare, seed, options, folder): seed
                for seed in range(options.seed, options.seed + options.count)}
        for job in concurrent.futures.as_completed(jobs):
            try:
                results.append(job.result())
            except (Different, subprocess.TimeoutExpired) as problem:
                failed += 1
                print(f"FAILED seed {jobs[job]}: {problem}", flush=True)
                if options.keep:
                    options.keep.mkdir(parents=True, exist_ok=True)
                    shutil.copy(folder / f"{jobs[job]}{suffix}", options.keep)
    return results, failed


class Different(Exception):
    """Programs that should do the same don't, or one of the tools has failed."""


def run(*command, seconds):
    """What the command printed within that time, as bytes."""
    done = subprocess.run([str(part) for part in command], capture_output=True, check=False,
                          timeout=seconds)
    if done.returncode:
        raise Different(f"{' '.join(map(str, command))}: exit {done.returncode}: "
                        f"{done.stderr.decode(errors='replace').strip()[-600:]}")
    return done.stdout
