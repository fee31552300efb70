"""Lets jobd be killed, cut off from power and given a broken disk, and checks from outside what it had promised.

``python3 Torture/torture.py --help`` lists the rounds. Python 3.9 and a C compiler are all it needs.
"""

import sys

from torture.cli import main

if __name__ == "__main__":
    sys.exit(main())
