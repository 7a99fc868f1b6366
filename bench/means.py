"""Ratios against native, and their means over programs.

A mean is over the same programs for all contenders that it is given for, since means of
different ones say nothing: over all programs of a kind, for contenders that ran them all; and
where some contender lacks some, over those that all ran, too. Programs written as benches and
programs that people use are two kinds: the many small ones would hide the others.
"""
import statistics

WHICH = ("best", "median")


def ratios_of(results, which):
    """By contender, of one program; {} when it didn't run natively."""
    if "native" not in results:
        return {}
    native = getattr(results["native"], which)
    return {name: getattr(runs, which) / native for name, runs in results.items()
            if name != "native"}


def mean_of(name, rows):
    return statistics.geometric_mean([row[name] for row in rows])


def means_of(kind, rows, names):
    """{title: means by contender} of programs' ratios by contender."""
    common = [row for row in rows if len(row) == len(names)]
    complete = [name for name in names if all(name in row for row in rows)]
    means = {f"{len(rows)} {kind}": {name: mean_of(name, rows) for name in complete}}
    if common and len(common) < len(rows):
        means[f"{len(common)} {kind}, by all"] = {name: mean_of(name, common) for name in names}
    return means


def means_by_kind(programs, all_results, names):
    """{kind: {which: as from means_of}}, of kinds of which there are programs."""
    kinds = {}
    for kind, is_real in (("own", False), ("real", True)):
        results = [all_results[p.name] for p in programs if p.is_real == is_real]
        if results:
            kinds[kind] = {which: means_of(kind, [ratios_of(r, which) for r in results], names)
                           for which in WHICH}
    return kinds
