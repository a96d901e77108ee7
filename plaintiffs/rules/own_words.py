"""Does a text that lies open tell whose it is: her own surname in a unit or a role, or in the firm's code for her?"""

import re

from plaintiffs.rules.identity import Identity
from plaintiffs.rules.letters import squash, words

SHORTEST_NAME = 3
SHORTEST_IN_CODE = 4


def tells(told: str, *, of: Identity) -> bool:
    """Her surname as whole words, or her serial number as one."""
    surname, said = words(of.last), words(told)
    named = sum(map(len, surname)) >= SHORTEST_NAME and any(
        said[n : n + len(surname)] == surname for n in range(len(said) - len(surname) + 1)
    )
    return named or (len(of.serial_no) > 3 and of.serial_no.lower() in said)


def code_tells(code: str, *, of: Identity) -> bool:
    """Her surname anywhere in the code."""
    surname = squash(of.last)
    return len(surname) >= SHORTEST_IN_CODE and surname in squash(code)


def code_counts(code: str, *, of: Identity) -> bool:
    """Her serial number as one of the code's numbers."""
    return len(of.serial_no) > 3 and of.serial_no.lower() in re.split(r"[^a-z0-9]+|(?<=[a-z])(?=[0-9])", code.lower())
