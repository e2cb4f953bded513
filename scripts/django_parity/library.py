"""libnoormme.so through ctypes: open, execute, compile, close."""

import ctypes
import json


class Buffer(ctypes.Structure):
    _fields_ = [("data", ctypes.POINTER(ctypes.c_char)), ("size", ctypes.c_size_t), ("owner", ctypes.c_size_t)]


class Failure(Exception):
    """A coded error of the library."""

    def __init__(self, details):
        super().__init__(f"{details['name']}: {details['message']}")
        self.code = details["code"]
        self.name = details["name"]
        self.message = details["message"]
        self.path = details.get("path", "")


class Library:
    def __init__(self, path):
        self.handle = ctypes.CDLL(path)
        pointer, size, text = ctypes.c_void_p, ctypes.c_size_t, ctypes.c_char_p
        out = ctypes.POINTER(ctypes.c_void_p)
        self.handle.noormme_db_open.argtypes = [text, size, text, size, out, out]
        for name in ("execute", "compile"):
            function = getattr(self.handle, "noormme_db_" + name)
            function.argtypes = [pointer, text, size, ctypes.POINTER(Buffer), out]
        self.handle.noormme_db_close.argtypes = [out]
        self.handle.noormme_buffer_dispose.argtypes = [ctypes.POINTER(Buffer)]
        self.handle.noormme_error_json.argtypes = [pointer, ctypes.POINTER(size)]
        self.handle.noormme_error_json.restype = pointer
        self.handle.noormme_error_free.argtypes = [out]

    def check(self, status, error):
        if status == 0:
            return
        size = ctypes.c_size_t()
        address = self.handle.noormme_error_json(error, ctypes.byref(size))
        details = json.loads(ctypes.string_at(address, size.value)) if size.value else {}
        self.handle.noormme_error_free(ctypes.byref(error))
        raise Failure(details or {"code": status, "name": "UnknownError", "message": ""})


class Connection:
    """A database handle."""

    def __init__(self, library, path, options):
        self.library = library
        self.db = ctypes.c_void_p()
        error = ctypes.c_void_p()
        path, options = path.encode(), json.dumps(options).encode()
        status = library.handle.noormme_db_open(
            path, len(path), options, len(options), ctypes.byref(self.db), ctypes.byref(error)
        )
        library.check(status, error)

    def call(self, name, spec):
        text = json.dumps(spec).encode()
        buffer, error = Buffer(), ctypes.c_void_p()
        function = getattr(self.library.handle, "noormme_db_" + name)
        status = function(self.db, text, len(text), ctypes.byref(buffer), ctypes.byref(error))
        self.library.check(status, error)
        answer = ctypes.string_at(buffer.data, buffer.size)
        self.library.handle.noormme_buffer_dispose(ctypes.byref(buffer))
        return json.loads(answer)

    def execute(self, spec):
        return self.call("execute", spec)

    def compile(self, spec):
        return self.call("compile", spec)

    def close(self):
        if self.db:
            self.library.handle.noormme_db_close(ctypes.byref(self.db))
