"""The JSON-LD contexts of a credential, read out of an installed package and from nowhere else."""

import hashlib
import importlib.util
import json
from functools import cache
from pathlib import Path
from typing import Any, Final

from certificates.errors import ContextsMissing

CREDENTIALS: Final = "https://www.w3.org/ns/credentials/v2"
BADGES: Final = "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"
# A context decides what a signature covers, so its very bytes are pinned (the first digest stands in VC Data Model 2.0, B.1).
FILES = {
    CREDENTIALS: ("credentials-v2.json", "59955ced6697d61e03f2b2556febe5308ab16842846f5b586d7f1f7adec92734"),
    BADGES: ("ob-v3p0-context-3.0.3.json", "3d34f4d4ef1bce691106e63798beb5e7b862ba841423f5ee1e53ab7ddf3bca84"),
}
PACKAGE, FOLDER = "openbadgeslib", "ob3/contexts"


@cache
def context(address: str) -> dict[str, Any]:
    """The context at an address of the table; ``ContextsMissing`` when the package is not there or its file is another one."""
    name, digest = FILES[address]
    content = _read(name)
    if hashlib.sha256(content).hexdigest() != digest:
        raise ContextsMissing(
            f"Файл контекста {name} из пакета {PACKAGE} не тот, с которым подписывают цифровые удостоверения. "
            "Установите версию из requirements.lock.",
            f"The context file {name} of the package {PACKAGE} is not the one that credentials are signed with. "
            "Install the version named in requirements.lock.",
        )
    found: dict[str, Any] = json.loads(content)
    return found


def load(address: str, _options: object = None) -> dict[str, Any]:
    """What pyld calls for a context; an address outside of the table is refused, nothing is ever fetched."""
    if address not in FILES:
        msg = f"no such context here: {address[:200]}"
        raise KeyError(msg)
    return {
        "contentType": "application/ld+json",
        "contextUrl": None,
        "documentUrl": address,
        "document": context(address),
        "tag": "static",  # what is made of it may be kept: it never changes
    }


def _read(name: str) -> bytes:
    # The package is found, not imported: only its two data files are wanted.
    spec = importlib.util.find_spec(PACKAGE)
    for folder in (spec.submodule_search_locations or []) if spec is not None else []:
        path = Path(folder) / FOLDER / name
        if path.is_file():
            return path.read_bytes()
    raise ContextsMissing(
        f"Не найден файл {name} пакета {PACKAGE}: без него цифровое удостоверение не подписать и не проверить. "
        "Установите зависимости из requirements.lock.",
        f"The file {name} of the package {PACKAGE} is missing: without it no credential can be signed or verified. "
        "Install what requirements.lock names.",
    )
