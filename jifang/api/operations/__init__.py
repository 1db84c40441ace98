"""Every operation of the API; importing this declares them, in the order of the documentation."""

from jifang.api.operations import law, deadlines, texts, territory, own, ledger, about  # noqa: F401, I001
