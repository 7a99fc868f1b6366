"""A Python component that says hello."""
from script import GREETING
from wit_world import exports


class Run(exports.Run):
    def run(self):
        print(GREETING)
