"""The page that shows the document to people, offline: every file of it lies in this package. Pure but for reading."""

import hashlib
from functools import cache
from pathlib import Path

_VENDORED = Path(__file__).parents[1] / "web" / "vendor" / "swagger-ui"

FILES = {
    "swagger-ui-bundle.js": "text/javascript",
    "swagger-ui.css": "text/css",
    "page.js": "text/javascript",
}
"""What the page is made of, by media type."""

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
    "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
"""The page asks no other host for anything, whatever its script would like to."""

PAGE = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Hexward: every route 接口文档</title>
<link rel="stylesheet" href="/v1/docs/swagger-ui.css">
</head>
<body>
<noscript>This page needs JavaScript; the document itself is at <a href="/v1/openapi.json">/v1/openapi.json</a>.
此页面需要 JavaScript；文档见 <a href="/v1/openapi.json">/v1/openapi.json</a>。</noscript>
<main id="document"></main>
<script src="/v1/docs/swagger-ui-bundle.js"></script>
<script src="/v1/docs/page.js"></script>
</body>
</html>
"""

_SCRIPT = """"use strict";
SwaggerUIBundle({
    url: "/v1/openapi.json",
    dom_id: "#document",
    deepLinking: true,
    docExpansion: "none",
    defaultModelsExpandDepth: 0,
    validatorUrl: null,
    supportedSubmitMethods: [],
});
"""


@cache
def content_of(name: str) -> tuple[bytes, str]:
    """A file of the page, one of `FILES`, and its mark."""
    data = _SCRIPT.encode() if name == "page.js" else (_VENDORED / name).read_bytes()
    return data, f'"{hashlib.sha256(data).hexdigest()[:32]}"'
