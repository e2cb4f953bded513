#!/usr/bin/env python3
"""Write Expectations/zones.tsv and zone_digests.tsv with Python's zoneinfo over the system's zone files.

zones.tsv: instants up to 2024, which new releases of the data leave alone; `U` lines give offsets at UTC seconds,
`L` lines those at local readings with fold 0 and fold 1. zone_digests.tsv: one number for each zone over 2,000
instants of all times, valid for the release in its first line only.
"""
import os

os.environ["PYTHONTZPATH"] = "/usr/share/zoneinfo"
import datetime
import pathlib
import random
import zoneinfo

TARGET = pathlib.Path(__file__).resolve().parents[1] / "Expectations"
RANDOM = random.Random(7)
EPOCH = datetime.datetime(1970, 1, 1)
LOW, HIGH = -62135510400, 253402214400
ZONES = """UTC Europe/Rome Europe/London Europe/Dublin Europe/Moscow Europe/Istanbul Europe/Lisbon Europe/Berlin
Europe/Amsterdam America/New_York America/Los_Angeles America/Sao_Paulo America/St_Johns America/Caracas America/Anchorage
America/Havana America/Santiago America/Nuuk America/Mexico_City America/Phoenix Asia/Kolkata Asia/Kathmandu Asia/Tokyo
Asia/Shanghai Asia/Tehran Asia/Gaza Asia/Jerusalem Asia/Pyongyang Asia/Manila Asia/Amman Australia/Sydney Australia/Lord_Howe
Australia/Eucla Pacific/Apia Pacific/Kiritimati Pacific/Chatham Pacific/Auckland Pacific/Kwajalein Pacific/Norfolk
Africa/Casablanca Africa/Cairo Africa/Monrovia Africa/Windhoek Africa/Juba Africa/El_Aaiun Antarctica/Troll
Antarctica/Macquarie Atlantic/Azores Atlantic/Reykjavik Indian/Maldives Etc/GMT+10 Etc/GMT-14 EST5EDT""".split()


def at_utc(zone, seconds):
    moment = (EPOCH + datetime.timedelta(seconds=seconds)).replace(tzinfo=datetime.UTC)
    return int(moment.astimezone(zone).utcoffset().total_seconds())


def at_local(zone, seconds, fold):
    moment = (EPOCH + datetime.timedelta(seconds=seconds)).replace(tzinfo=zone, fold=fold)
    return int(moment.utcoffset().total_seconds())


def changes(zone):
    """Seconds in UTC at which the offset changes, 1850 to 2024."""
    found, step, seconds = [], 86400 * 5, -3786825600
    while seconds < 1735600000 - step:
        if at_utc(zone, seconds) != at_utc(zone, seconds + step):
            low, high = seconds, seconds + step
            while high - low > 1:
                middle = (low + high) // 2
                if at_utc(zone, middle) == at_utc(zone, seconds):
                    low = middle
                else:
                    high = middle
            found.append(high)
        seconds += step
    return found


def past():
    lines = []
    for name in ZONES:
        zone = zoneinfo.ZoneInfo(name)
        turns = changes(zone)
        turns = turns[:3] + RANDOM.sample(turns, min(8, len(turns))) + turns[-3:]
        instants = {RANDOM.randint(-3786825600, 1735600000) for _ in range(15)} | {LOW, -3786825600}
        instants |= {turn + delta for turn in turns for delta in (-1, 0, 1)}
        lines.append(" ".join(["U", name] + [f"{s}={at_utc(zone, s)}" for s in sorted(instants)]))
        readings = {s + at_utc(zone, s) for s in instants if s != LOW}
        for turn in turns:
            for offset in {at_utc(zone, turn - 1), at_utc(zone, turn)}:
                readings |= {turn + offset + delta for delta in (-3601, -1800, -1, 0, 1, 1800, 3600)}
        lines.append(
            " ".join(
                ["L", name] + [f"{s}={at_local(zone, s, 0)}/{at_local(zone, s, 1)}" for s in sorted(readings)]
            )
        )
    (TARGET / "zones.tsv").write_text("\n".join(lines) + "\n")
    print("zones.tsv", len(lines))


def digests():
    version = open("/usr/share/zoneinfo/tzdata.zi").readline().split()[-1]
    names = sorted(
        str(path.relative_to("/usr/share/zoneinfo"))
        for path in pathlib.Path("/usr/share/zoneinfo").rglob("*")
        if path.is_file() and path.read_bytes()[:4] == b"TZif"
    )
    names = [n for n in names if not n.startswith(("right/", "posix/")) and n not in ("localtime", "posixrules")]
    lines = [f"version\t{version}"]
    for name in names:
        zone = zoneinfo.ZoneInfo(name)
        state, digest = 12345, 0xCBF29CE484222325
        for step in range(2000):
            state = (state * 6364136223846793005 + 1442695040888963407) % 2**64
            # Every second instant lies between 1850 and 2150.
            low, width = (LOW, HIGH - LOW) if step % 2 else (-3786825600, 9467000000)
            seconds = low + (state >> 16) % width
            for offset in (at_utc(zone, seconds), at_local(zone, seconds, 0), at_local(zone, seconds, 1)):
                digest = ((digest ^ (offset % 2**64)) * 0x100000001B3) % 2**64
        lines.append(f"{name}\t{digest:016x}")
    (TARGET / "zone_digests.tsv").write_text("\n".join(lines) + "\n")
    print("zone_digests.tsv", len(lines) - 1)


past()
digests()
