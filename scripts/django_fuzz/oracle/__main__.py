"""Answers requests, one JSON line each, with what Django does. Started as `python oracle` under Django's Python."""

import json
import os
import sys
import traceback

import django
from django.conf import settings

import application


def main():
    application.register()
    settings.configure(
        INSTALLED_APPS=["fuzz"],
        DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}},
        USE_TZ="FUZZ_ZONE" in os.environ,
        TIME_ZONE=os.environ.get("FUZZ_ZONE", "UTC"),
        DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
    )
    django.setup()
    import asking
    import making
    import mistakes

    mistakes.watch()

    handlers = {"make": making.make, "load": making.load, "run": asking.run}
    for line in sys.stdin:
        request = json.loads(line)
        try:
            answer = json.dumps(handlers[request.pop("do")](**request))
        except Exception:
            answer = json.dumps({"broken": traceback.format_exc(limit=-6)})
        sys.stdout.write(answer + "\n")
        sys.stdout.flush()


main()
