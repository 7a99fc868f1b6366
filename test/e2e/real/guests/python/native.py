"""script.py by the native interpreter; success or failure, as a component says it."""
import contextlib
import os
import sys

import script

sys.dont_write_bytecode = True
code = script.main(sys.argv[1:])
with contextlib.suppress(BrokenPipeError):
    sys.stdout.flush()
# Not by sys.exit, which would say that what is left can't be written.
os._exit(1 if code else 0)
