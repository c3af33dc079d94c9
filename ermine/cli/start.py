"""Where the command begins: Ctrl-C is no traceback either while the commands are still being loaded."""

import sys


def main() -> None:
    """Load the commands and run one."""
    try:
        from ermine.cli.app import main as command
    except KeyboardInterrupt:
        print("Stopped before anything was begun.", file=sys.stderr)
        sys.exit(130)
    command()
