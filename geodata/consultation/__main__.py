"""``python -m geodata.consultation purge|status``: the store of comments without the pages."""

from __future__ import annotations

import argparse
import sys

from analysis.errors import AtlasError
from geodata.consultation import enforce, open_store, setting
from geodata.consultation.ledger import summary


def main(arguments: list[str] | None = None) -> int:
    """Run one command; 0 when it worked."""
    parser = argparse.ArgumentParser(prog="python -m geodata.consultation", description=__doc__)
    parser.add_argument("command", choices=("status", "purge"), help="status: figures; purge: delete due contacts")
    asked = parser.parse_args(arguments)
    try:
        store = open_store(setting())
        if asked.command == "purge":
            print(f"已删除到期联系方式 / contacts deleted: {enforce(store)}")
        else:
            for item in store.consultations():
                found = summary(store.comments(item.id))
                print(
                    f"{item.id}\t{item.stage}\t{item.opens_on} – {item.closes_on}\t收到 received {found.received}\t"
                    f"待审 pending {found.pending}\t公开 published {found.published}\t答复 answered {found.answered}"
                )
        store.close()
    except AtlasError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
