"""Builds things once: a file is made again when what it is made of has changed."""
import hashlib
import pathlib
import subprocess


def run(command, **options):
    done = subprocess.run([str(word) for word in command], capture_output=True, text=True,
                          check=False, **options)
    if done.returncode:
        raise RuntimeError(f"{' '.join(map(str, command))}\n{done.stdout}{done.stderr}")


def stamp_of(commands, sources):
    stamp = hashlib.sha256(repr([[str(word) for word in c] for c in commands]).encode())
    for source in sources:
        stamp.update(pathlib.Path(source).read_bytes())
    return stamp.hexdigest()


def make(target, commands, sources):
    """`target` by `commands`, each run in target's folder, unless it is there already, made
    by the same commands of sources (tools among them) with the same content."""
    target = pathlib.Path(target)
    note = target.with_name(target.name + ".stamp")
    stamp = stamp_of(commands, sources)
    if target.exists() and note.exists() and note.read_text() == stamp:
        return target
    target.parent.mkdir(parents=True, exist_ok=True)
    for command in commands:
        run(command, cwd=target.parent)
    note.write_text(stamp)
    return target
