"""The command `jifang-witness`. Its folder is that of `--home` or `JIFANG_WITNESS_HOME`."""

from __future__ import annotations

import argparse
import os
import signal
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from jifang_verify import Refused, open_note

from jifang_witness.faults import WitnessError, say
from jifang_witness.keys import write_key
from jifang_witness.server import serve
from jifang_witness.store import Store, make_home, name_origin, read_log_key
from jifang_witness.witness import Witness

HOME = "/var/lib/jifang-witness"
UNIT = """\
# /etc/systemd/system/jifang-witness.service
[Unit]
Description=Jifang witness
After=network-online.target
Wants=network-online.target

[Service]
ExecStart={program} serve --listen {listen}
DynamicUser=yes
StateDirectory=jifang-witness
StateDirectoryMode=0700
Environment=JIFANG_WITNESS_HOME=%S/jifang-witness
UMask=0077
Restart=on-failure
RestartSec=5
NoNewPrivileges=yes
ProtectSystem=strict
ProtectHome=yes
PrivateTmp=yes
PrivateDevices=yes
MemoryDenyWriteExecute=yes
RestrictAddressFamilies=AF_INET AF_INET6
CapabilityBoundingSet=

[Install]
WantedBy=multi-user.target
"""


def init(home: Path, given: argparse.Namespace) -> int:
    """make the key of a new witness and print its public half"""
    store = make_home(home, given.name)
    say(
        "请把下面的公钥印在纸上公布（公报、公告栏），并交给账本的运行者",
        "publish this public key on paper (gazette, notice board); give it to the log's operator",
    )
    print(write_key(store.key.public))
    return 0


def show_key(home: Path, given: argparse.Namespace) -> int:
    """print the public key"""
    print(write_key(Store(home).key.public))
    return 0


def add_log(home: Path, given: argparse.Namespace) -> int:
    """watch over a log; its public key is taken from paper"""
    store, key = Store(home), read_log_key(given.key)
    with store.lock():
        store.add_log(key)
    say(f"已加入账本 {key.name}", f"the log {key.name} is watched over")
    return 0


def run(home: Path, given: argparse.Namespace) -> int:
    """answer until stopped"""
    host, _, port = given.listen.rpartition(":")
    if not (port.isascii() and port.isdigit() and int(port) < 65536 and host):
        raise WitnessError(f"地址有误：{given.listen}", f"not an address: {given.listen}")
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    store = Store(home)
    with store.lock():
        witness = Witness(store)
        if not store.logs:
            say("还没有账本：jifang-witness add-log 公钥", "no log yet: jifang-witness add-log KEY")
        serve(witness, host.strip("[]"), int(port))
    return 0


def status(home: Path, given: argparse.Namespace) -> int:
    """print what was cosigned last of each log"""
    store = Store(home)
    for origin in store.logs:
        held = store.read_held(origin)
        print(f"{origin}\t{held.size}\t{held.root.hex()}\t{write_time(held.at)}")
        print(f"\t/{name_origin(origin)}/checkpoint")
    count = sum(1 for _ in store.list_evidence())
    print(f"evidence\t{count}")
    return 1 if count else 0


def write_time(seconds: int) -> str:
    """A time for people, in UTC."""
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(seconds)) if seconds else "-"


def show_evidence(home: Path, given: argparse.Namespace) -> int:
    """print contradictory checkpoints, each signed by the log itself; exit code 1 if any"""
    store, count = Store(home), 0
    for found in store.list_evidence():
        count += 1
        origin, at = str(found["origin"]), found["at"]
        proved = found["kind"] == "proved"
        print(f"{'=' * 72}\n{found['file']}\n{origin}\t{write_time(int(str(at)))}")
        print(
            "已证实：同一条数，两个根 / proved: two roots for one size"
            if proved
            else "存疑：一致性证明不成立，须以账本叶散列核对（jifang-verify compare） / "
            "suspected: the consistency proof does not hold; settle it with jifang-verify compare"
        )
        for name, zh in (("held", "已见证"), ("shown", "后出示")):
            note = str(found[name])
            print(f"--- {zh} / {name}: {check_note(store, origin, note)}\n{note}", end="")
    if not count:
        print("没有 / none")
    return 1 if count else 0


def check_note(store: Store, origin: str, note: str) -> str:
    """Whether the log signed a note that is evidence."""
    try:
        open_note(note, store.make_policy(origin))
    except Refused as refused:
        return f"{refused.zh} / {refused.en}"
    return "账本签名成立 / signed by the log"


def compare(home: Path, given: argparse.Namespace) -> int:
    """hold another witness's or a printed checkpoint against ours; exit code 1: contradiction"""
    store = Store(home)
    same = Witness(store).compare(given.note.read_text("utf-8"))
    if same is None:
        say(
            "条数不同：请用 jifang-verify compare 和账本的散列片核对",
            "the sizes differ: use jifang-verify compare with the log's tiles",
        )
        return 2
    if same:
        say("与本机已见证的一致", "the same as was cosigned here")
    return 0 if same else 1


def write_unit(home: Path, given: argparse.Namespace) -> int:
    """print a unit for systemd"""
    print(UNIT.format(program=Path(sys.argv[0]).resolve(), listen=given.listen), end="")
    return 0


COMMANDS: dict[str, Callable[[Path, argparse.Namespace], int]] = {
    "init": init,
    "key": show_key,
    "add-log": add_log,
    "serve": run,
    "status": status,
    "evidence": show_evidence,
    "compare": compare,
    "systemd": write_unit,
}


def build_parser() -> argparse.ArgumentParser:
    """The command line."""
    parser = argparse.ArgumentParser(
        prog="jifang-witness", description="技防账本的见证 / a witness of the ledger of Jifang"
    )
    home = os.environ.get("JIFANG_WITNESS_HOME") or HOME
    parser.add_argument("--home", type=Path, default=Path(home), help=home)
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for name, function in COMMANDS.items():
        command = commands.add_parser(name, help=function.__doc__)
        if name == "init":
            command.add_argument("name", metavar="NAME")
        elif name == "add-log":
            command.add_argument("key", metavar="KEY")
        elif name == "compare":
            command.add_argument("note", type=Path, metavar="FILE")
        elif name in ("serve", "systemd"):
            command.add_argument("--listen", default="127.0.0.1:7380", metavar="HOST:PORT")
    return parser


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; exit code 1 where it cannot be done."""
    given = build_parser().parse_args(arguments)
    try:
        return COMMANDS[given.command](given.home, given)
    except (WitnessError, OSError) as error:
        print(error, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 0


if __name__ == "__main__":
    sys.exit(main())
