"""The bundle of a case: everything that the caller may see of it, with the proofs, in one file."""

from __future__ import annotations

import base64
import io
from collections.abc import Mapping
from typing import Any

from jifang.api.case_forms import BundleGiven
from jifang.api.operations.cases import AT, SCOPE, TAG, find_open, refusing
from jifang.api.operations.own import require_caller
from jifang.api.routes import ApiRequest, Doc, declare
from jifang.foundation.cases.bundle import prepare_bundle, write_bundle
from jifang.foundation.cases.data import CaseError
from jifang.law.errors import Text

LARGEST = 16 << 20
"""Bytes of letters and documents that one answer holds; larger bundles are taken on the page."""
TOO_LARGE = Text(
    "案卷包过大，请在页面上提取", "the bundle is too large for an answer: take it on the page"
)


@declare(
    "GET",
    "cases/{id}/bundle",
    BundleGiven,
    Doc(
        "takeCaseBundle",
        TAG,
        Text("提取案卷包", "Take the bundle of a case"),
        Text("ZIP（base64），用 jifang-verify bundle 离线核验；提取即记账。还有记账未进入已签名的"
             "检查点时答 422，reason 为 not_signed，稍后再取。",
             "The ZIP in base64, verified offline by jifang-verify bundle. Taking it is recorded."
             " While an entry is in no signed checkpoint: 422 with the reason not_signed; try"
             " again in a moment."),
        scope=SCOPE,
        rows=True,
        arguments=AT,
    ),
)  # fmt: skip
def take_bundle(
    request: ApiRequest,
    id: str,  # noqa: A002 - its name in the address
) -> Mapping[str, Any]:
    """The file, its name and its SHA-256."""
    by, case = require_caller(request).actor, find_open(id)
    out = io.BytesIO()
    with refusing():
        if prepare_bundle(by, case.public_id).size > LARGEST:
            raise CaseError("too_large", TOO_LARGE)
        taken = write_bundle(by, case.public_id, out)
    return {
        "name": taken.name,
        "size": taken.size,
        "sha256": taken.sha256,
        "zip": base64.b64encode(out.getvalue()).decode(),
    }
