"""`python -m dedup.spark`, or this file under `spark-submit`: the options of `dedup clean`, on the master of that."""

import sys

from dedup.cli import main

if __name__ == "__main__":
    sys.argv[1:] = ["clean", "--engine", "spark", *sys.argv[1:]]
    main()
