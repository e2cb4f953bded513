"""Asks a TypeScript language server what an editor would offer in a query."""

import json
import subprocess

# Where the cursor stands (|), and some of what must be offered.
PLACES = [
    ("users.filter({ | });", ["email", "email__endswith", "age__gte", "created_at", "posts", "company", "pk"]),
    ("users.exclude({ is_| });", ["is_active", "is_active__in"]),
    ("users.annotate({ n: Count('posts') }).filter({ | });", ["n", "email"]),
    ("posts.get({ | });", ["title__icontains", "author"]),
    ('users.orderBy("|");', ["email", "-created_at"]),
    ('users.values("|");', ["email", "age"]),
    ('users.only("|");', ["email"]),
    ('users.prefetch("|");', ["posts", "company"]),
    ('posts.selectRelated("|");', ["author", "editor"]),
    ('users.related(1, "|");', ["posts", "edited"]),
    ("users.create({ | });", ["email", "age"]),
]
HEAD = """import { Count, NOORMME } from "noormme";
import type { DB } from "./database.mjs";
const db = new NOORMME<DB>("app.db");
const users = db.model("users").objects;
const posts = db.model("posts").objects;
"""


class Server:
    """A language server on its standard input and output."""

    def __init__(self, command):
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        self.last = 0

    def send(self, message):
        body = json.dumps({"jsonrpc": "2.0", **message}).encode()
        self.process.stdin.write(b"Content-Length: %d\r\n\r\n%s" % (len(body), body))
        self.process.stdin.flush()

    def receive(self):
        length = 0
        while True:
            line = self.process.stdout.readline()
            if not line:
                raise EOFError("the language server ended")
            if line == b"\r\n":
                break
            if line.lower().startswith(b"content-length:"):
                length = int(line.split(b":")[1])
        return json.loads(self.process.stdout.read(length))

    def ask(self, method, params):
        self.last += 1
        self.send({"id": self.last, "method": method, "params": params})
        while True:
            message = self.receive()
            if "method" in message and "id" in message:
                # A question of the server's; every one may be answered with nothing.
                self.send({"id": message["id"], "result": None})
            elif message.get("id") == self.last:
                if "error" in message:
                    raise RuntimeError(message["error"]["message"])
                return message["result"]

    def tell(self, method, params):
        self.send({"method": method, "params": params})

    def end(self):
        self.process.kill()
        self.process.wait()


def missing(tsc, folder):
    """For each place, what is not offered; and how many places there are."""
    server = Server([tsc, "--lsp", "--stdio"])
    faults = []
    try:
        server.ask("initialize", {"processId": None, "rootUri": folder.as_uri(), "capabilities": {}})
        server.tell("initialized", {})
        for number, (code, wanted) in enumerate(PLACES):
            path = folder / f"editing-{number}.mts"
            before, after = code.split("|")
            text = HEAD + before + after + "\n"
            server.tell("textDocument/didOpen", {"textDocument": {"uri": path.as_uri(), "languageId": "typescript", "version": 1, "text": text}})
            position = {"line": HEAD.count("\n"), "character": len(before)}
            answer = server.ask("textDocument/completion", {"textDocument": {"uri": path.as_uri()}, "position": position})
            items = answer["items"] if isinstance(answer, dict) else answer or []
            offered = {item["label"].strip("\"'").rstrip("?") for item in items}
            lacking = [name for name in wanted if name not in offered]
            if lacking:
                faults.append(f"{code}  lacks {', '.join(lacking)}; offers {len(offered)}: {', '.join(sorted(offered)[:8])} …")
    finally:
        server.end()
    return faults
