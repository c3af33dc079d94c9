"""The styles, script, typefaces and mark that pages need, served from this package and from nowhere else."""

import hashlib
import mimetypes
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable

from fastapi import APIRouter
from starlette.responses import Response

from data_contracts.errors import NotFound

_SERVED = (".css", ".js", ".woff2", ".svg")
_TYPES = {".woff2": "font/woff2", ".js": "text/javascript"}
_FOR_A_YEAR = "public, max-age=31536000, immutable"


@dataclass(frozen=True)
class Asset:
    """One file as it is sent; `tag` changes whenever its content, or that of a file it names, may have changed."""

    body: bytes
    media_type: str


@cache
def _assets() -> dict[str, Asset]:
    """Every file that may be served, by its path under `static`; read once, so a request opens no file."""
    return dict(_found(files("serving.pages").joinpath("static"), ""))


@cache
def _tag() -> str:
    """One short hash over all assets: they name each other, so they are renewed together."""
    digest = hashlib.sha256()
    for path, asset in sorted(_assets().items()):
        digest.update(path.encode() + b"\0" + asset.body)
    return digest.hexdigest()[:12]


def asset_url(path: str) -> str:
    """The address of an asset; it changes with the content, so browsers may keep it for ever."""
    if path not in _assets():
        raise LookupError(f"serving/pages/static has no {path}")
    return f"/static/{_tag()}/{path}"


def assets_router() -> APIRouter:
    """The route of the assets."""
    router = APIRouter(include_in_schema=False)

    @router.get("/static/{tag}/{path:path}")
    def asset(tag: str, path: str) -> Response:
        """One asset, for anybody; a path outside the fixed list is not found."""
        found = _assets().get(path)
        if found is None or tag != _tag():
            raise NotFound("There is no such file.")
        return Response(found.body, media_type=found.media_type, headers={"Cache-Control": _FOR_A_YEAR})

    return router


def _found(folder: Traversable, under: str) -> list[tuple[str, Asset]]:
    found: list[tuple[str, Asset]] = []
    for entry in sorted(folder.iterdir(), key=lambda entry: entry.name):
        path = f"{under}{entry.name}"
        if entry.is_dir():
            found += _found(entry, f"{path}/")
        elif entry.name.endswith(_SERVED):
            found.append((path, Asset(entry.read_bytes(), _media_type(entry.name))))
    return found


def _media_type(name: str) -> str:
    ending = name[name.rindex(".") :]
    return _TYPES.get(ending) or mimetypes.types_map[ending]
