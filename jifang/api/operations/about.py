"""The API about itself: its document."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from jifang.api.routes import ApiRequest, Doc, declare
from jifang.law.errors import Text


@declare(
    "GET",
    "openapi.json",
    dict[str, Any],
    Doc(
        "readDocument",
        "about",
        Text("本接口的 OpenAPI 3.1 文档", "The OpenAPI 3.1 document of this API"),
        Text("以所要的语言；文档页由它生成。",
             "In the language asked for; the documentation page is made from it."),
        cached=True,
    ),
)  # fmt: skip
def read_document(request: ApiRequest) -> Mapping[str, Any]:
    """The document."""
    from jifang.api.openapi import write_document

    return write_document(request.lang)
