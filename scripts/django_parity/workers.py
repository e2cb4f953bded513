"""Runs modules in worker processes, so that a crash of the library costs one case and not the run."""

import multiprocessing
import os
import tempfile
import traceback

from .cases import Module
from .databases import Databases
from .library import Library
from .runner import CaseRunner, Outcome

CASE_SECONDS = 60
# A fork of a process with threads may hang.
PROCESSES = multiprocessing.get_context("spawn")


def work(pipe, library_path, verbose, folder):
    """Answers (file, position) with an Outcome until None comes."""
    library = Library(library_path)
    module, databases = None, None
    while (request := pipe.recv()) is not None:
        path, position = request
        if module is None or module.path != path:
            if databases:
                databases.close()
            module = Module(path)
            module.path = path
            databases = Databases(library, module, os.path.join(folder, module.name))
        case = module.cases[position]
        try:
            pipe.send(CaseRunner(module, databases).run(case, verbose))
        except Exception:
            pipe.send(Outcome(case, "failed", traceback.format_exc(limit=-3), "runner"))
    if databases:
        databases.close()


class Worker:
    """A process that runs cases, and its folder, which outlives a crash."""

    def __init__(self, library_path, verbose):
        base = "/dev/shm" if os.path.isdir("/dev/shm") and os.access("/dev/shm", os.W_OK) else None
        self.folder = tempfile.TemporaryDirectory(prefix="noormme-parity-", dir=base)
        self.arguments = (library_path, verbose, self.folder.name)
        self.start()

    def start(self):
        self.pipe, other = PROCESSES.Pipe()
        self.process = PROCESSES.Process(target=work, args=(other, *self.arguments), daemon=True)
        self.process.start()
        other.close()

    def run(self, path, position, case):
        try:
            self.pipe.send((path, position))
            if self.pipe.poll(CASE_SECONDS):
                return self.pipe.recv()
            words = f"no answer within {CASE_SECONDS} s"
        except (EOFError, OSError):
            words = "the process crashed"
        self.process.kill()
        self.process.join()
        self.start()
        return Outcome(case, "failed", words, words)

    def stop(self):
        try:
            self.pipe.send(None)
        except OSError:
            pass
        self.process.join(10)
        if self.process.is_alive():
            self.process.kill()
            self.process.join()
        self.folder.cleanup()


def run_module(arguments):
    """All wanted cases of one file, in order."""
    library_path, path, ids, verbose = arguments
    module = Module(path)
    worker, outcomes = None, []
    for position, case in enumerate(module.cases):
        if ids and case["id"] not in ids:
            continue
        worker = worker or Worker(library_path, verbose)
        outcomes.append((case, worker.run(path, position, case)))
    if worker:
        worker.stop()
    return module.name, outcomes
