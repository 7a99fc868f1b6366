"""script.py by the native interpreter; success or failure, as a component says it."""
import sys

import script

sys.dont_write_bytecode = True
sys.exit(1 if script.main(sys.argv[1:]) else 0)
