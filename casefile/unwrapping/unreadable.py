"""A file that cannot be looked into. Whoever asked whether it is clean must treat it as unclean."""

from casefile.errors import Refused


class Unreadable(Refused):
    """Damaged, encrypted, too large when unpacked, or of an unknown kind; `where` is a place, never the content."""

    code = "unreadable"

    def __init__(self, text: str, *, where: str = "") -> None:
        super().__init__(text)
        self.where = where
