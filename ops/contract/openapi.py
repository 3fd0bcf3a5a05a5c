"""`hexward contract openapi`: writes the OpenAPI document of this build's routes. It needs no district."""

# The types of click's options are generic over what they do not name.
# pyright: reportUnknownMemberType=false

from pathlib import Path
from typing import IO

import rich_click as click

from mobile_contract.emit import GENERATED
from ops.commands.answering import answer, json_option
from server.app import create_app
from server.openapi.document import document, encoded
from server.openapi.routes import operations_of
from server.settings import Settings

OPENAPI = GENERATED / "openapi.json"


@click.command()
@click.argument("file", type=click.File("wb", lazy=True), default=str(OPENAPI))
@json_option
def openapi(*, file: IO[bytes], as_json: bool) -> None:
    """Write the OpenAPI 3.1 document to FILE, `-` for stdout; to mobile_contract/generated unless told otherwise.

    It is what a server of this build answers at /v1/openapi.json.
    """
    made = written()
    file.write(made)
    if file.name != "-":
        answer({"file": file.name, "bytes": len(made)}, f"{file.name}: {len(made)} bytes", as_json=as_json)


def written() -> bytes:
    """The document of this checkout. An application is built for its routes, and never started."""
    nowhere = Path("no-district")
    settings = Settings(database="sqlite:///:memory:", district=1, key_file=nowhere / "key", blobs=nowhere / "blobs")
    return encoded(document(operations_of(create_app(settings).routes)))
