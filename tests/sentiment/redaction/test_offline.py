"""Redaction opens no connection and loads no training library."""

import subprocess
import sys

PROGRAM = """
import socket, sys

def refuse(*arguments, **options):
    raise AssertionError(f"a connection was tried: {arguments[1:]}")

socket.socket.connect = socket.socket.connect_ex = refuse
socket.create_connection = socket.getaddrinfo = refuse

from sentiment.redaction.redactor import Redactor

text = "Ask Oluwaseun, anna@firm.example, https://a.example/x, 0171 3920028, DE89 3704 0044 0532 0130 00"
print(Redactor(["Anna Weber"]).redact(text).text)
assert "torch" not in sys.modules and "transformers" not in sys.modules, "loaded for nothing"
import torch
assert torch.zeros(1).item() == 0
"""


def test_no_network_and_no_torch() -> None:
    """In a process whose sockets refuse, redaction works without torch, which can still be imported afterwards."""
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM], capture_output=True, text=True, timeout=120, check=False
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout == "Ask [PERSON], [EMAIL], [URL], [PHONE], [ACCOUNT]\n"
