"""An installed app without files, for models made at run time: reverse relations need an installed app."""

import sys
import types


def register():
    module = types.ModuleType("fuzz")
    module.__file__ = "fuzz/__init__.py"
    module.__path__ = ["/nonexistent/fuzz"]
    sys.modules["fuzz"] = module
