"""Where the frozen program starts: puts the environment right for what it starts, then runs `facet`."""

from __future__ import annotations

import os
import sys
from collections.abc import MutableMapping
from pathlib import Path

# Where systems keep web servers' certificates; OpenSSL inside the bundle knows its builder's place alone.
CERTIFICATES = (
    "/etc/ssl/certs/ca-certificates.crt",
    "/etc/pki/tls/certs/ca-bundle.crt",
    "/etc/ssl/ca-bundle.pem",
    "/etc/ssl/cert.pem",
)


def give_back_library_path(environment: MutableMapping[str, str]) -> None:
    """The bundle's libraries are for this process, which has them by now; a file manager needs others."""
    before = environment.pop("LD_LIBRARY_PATH_ORIG", None)
    if before:
        environment["LD_LIBRARY_PATH"] = before
    else:
        environment.pop("LD_LIBRARY_PATH", None)
    # To ask Qt and to measure Facet starts itself anew; that one is to find the bundle's libraries again.
    environment["PYINSTALLER_RESET_ENVIRONMENT"] = "1"


def find_certificates(environment: MutableMapping[str, str]) -> None:
    """Names the system's certificates, unless the user has."""
    if "SSL_CERT_FILE" in environment or "SSL_CERT_DIR" in environment:
        return
    found = next((path for path in CERTIFICATES if Path(path).is_file()), None)
    if found:
        environment["SSL_CERT_FILE"] = found


def main() -> int:
    """The exit status of `facet`."""
    if sys.platform == "linux":
        give_back_library_path(os.environ)
        find_certificates(os.environ)
    from desktop.cli import main as facet

    return facet()


if __name__ == "__main__":
    sys.exit(main())
