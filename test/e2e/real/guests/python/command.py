"""The component: script.py as wasi:cli/run."""
import sys

import script
from componentize_py_types import Err
from wit_world import exports
from wit_world.imports import environment


class Run(exports.Run):
    def run(self):
        code = script.main(environment.get_arguments()[1:])
        sys.stdout.flush()
        if code:
            raise Err(None)
