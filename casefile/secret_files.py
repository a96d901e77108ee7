"""The secrets of a house that runs as separate services: each lies in a file of its own, and is made once.

The folder is closed; the files in it can be read by whoever is given one, for a container's account is not ours.
"""

from __future__ import annotations

import datetime
import hashlib
import os
import secrets
from collections.abc import Callable, Mapping
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from casefile import keys, roles
from casefile.home import write_privately
from casefile.postmaster import SUPER

READABLE = 0o444
A_TRY = datetime.timedelta(days=90)
BROKER_USERS = """user default on nopass resetkeys resetchannels -@all +ping
user casefile on #{hashed} ~* &* +@all -@admin
"""


def make(folder: Path) -> list[str]:
    """Make what is missing and leave what is there; the names of the files made now."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    folder.chmod(0o700)
    makers: Mapping[str, Callable[[Path], object]] = {
        "secret_key": keys.make_secret_key_file,
        "vault_keys": keys.make_key_file,
        **dict.fromkeys([SUPER, *roles.ROLES, "broker_password"], _make_password),
        "broker_users": _make_broker_users,
    }
    return _make_missing(folder, makers=makers)


def make_certificate(folder: Path, *, name: str) -> list[str]:
    """A certificate that no browser trusts, to try the proxy with; a firm's own is never replaced."""
    key = ec.generate_private_key(ec.SECP256R1())
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    makers: Mapping[str, Callable[[Path], object]] = {
        "proxy_key": lambda path: write_privately(path, text=private.decode()),
        "proxy_certificate": lambda path: write_privately(path, text=_certificate(key, name=name)),
    }
    taken = any((folder / file).exists() for file in makers)
    return [] if taken else _make_missing(folder, makers=makers)


def _make_missing(folder: Path, *, makers: Mapping[str, Callable[[Path], object]]) -> list[str]:
    made = [name for name in makers if not (folder / name).exists()]
    for name in made:
        makers[name](folder / name)
        (folder / name).chmod(READABLE)
    return made


def _make_password(path: Path) -> None:
    write_privately(path, text=secrets.token_urlsafe(32))


def _make_broker_users(path: Path) -> None:
    """Whoever knows the password may do all but govern the server; whoever does not may ask whether it is there."""
    password = (path.parent / "broker_password").read_bytes()
    write_privately(path, text=BROKER_USERS.format(hashed=hashlib.sha256(password).hexdigest()))


def _certificate(key: ec.EllipticCurvePrivateKey, *, name: str) -> str:
    who = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    now = datetime.datetime.now(datetime.UTC)
    built = (
        x509.CertificateBuilder()
        .subject_name(who)
        .issuer_name(who)
        .public_key(key.public_key())
        .serial_number(int.from_bytes(os.urandom(16)) >> 1)
        .not_valid_before(now - datetime.timedelta(hours=1))
        .not_valid_after(now + A_TRY)
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    return built.public_bytes(serialization.Encoding.PEM).decode()
