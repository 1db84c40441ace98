"""Every operation of the API; importing this declares them, in the order of the documentation."""

from jifang.api.operations import law, deadlines, texts, territory  # noqa: F401, I001
from jifang.api.operations import registers, register_acts, duties, codes  # noqa: F401
from jifang.api.operations import cases, case_acts, case_bundles, complaints  # noqa: F401
from jifang.api.operations import certificates, projects  # noqa: F401
from jifang.api.operations import testing  # noqa: F401
from jifang.api.operations import services  # noqa: F401
from jifang.api.operations import own, ledger, about  # noqa: F401
