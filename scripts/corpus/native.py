"""The native compiler and executor: libnoormme.so with requests and answers as bytes."""

import ctypes
import json
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from django_parity.library import Buffer, Connection, Failure, Library  # noqa: E402

__all__ = ["Database", "Failure", "Library", "statements"]


class Database(Connection):
    """Raises Failure with the error's parts."""

    def ask(self, name, spec):
        buffer, error = Buffer(), ctypes.c_void_p()
        function = getattr(self.library.handle, "noormme_db_" + name)
        status = function(self.db, spec, len(spec), ctypes.byref(buffer), ctypes.byref(error))
        return self.answer(status, buffer, error)

    def introspect(self):
        buffer, error = Buffer(), ctypes.c_void_p()
        function = self.library.handle.noormme_db_introspect
        function.argtypes = [ctypes.c_void_p, ctypes.POINTER(Buffer), ctypes.POINTER(ctypes.c_void_p)]
        return self.answer(function(self.db, ctypes.byref(buffer), ctypes.byref(error)), buffer, error).decode()

    def answer(self, status, buffer, error):
        if status != 0:
            size = ctypes.c_size_t()
            address = self.library.handle.noormme_error_json(error, ctypes.byref(size))
            details = json.loads(ctypes.string_at(address, size.value))
            self.library.handle.noormme_error_free(ctypes.byref(error))
            failure = Failure(details)
            failure.details = details
            raise failure
        answer = ctypes.string_at(buffer.data, buffer.size)
        self.library.handle.noormme_buffer_dispose(ctypes.byref(buffer))
        return answer


def statements(plan):
    """Every statement of a plan as (sql, parameters), in the order the plan's JSON has them."""
    found = []

    def walk(value):
        if isinstance(value, list):
            for item in value:
                walk(item)
        elif isinstance(value, dict):
            if isinstance(value.get("sql"), str):
                found.append((value["sql"], value.get("parameters", value.get("rows", []))))
            for key, item in value.items():
                if key in ("delete", "select", "update") and isinstance(item, str):
                    if item:
                        found.append((item, []))
                elif key not in ("answer", "parameters", "shape"):
                    walk(item)

    walk(plan)
    return found
