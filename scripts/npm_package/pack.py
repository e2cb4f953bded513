"""Makes the tarballs that are published: noormme, and one package for each platform with the addon in one file."""

import argparse
import gzip
import io
import json
import platform
import re
import shutil
import subprocess
import sys
import tarfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
NODE = ROOT / "bindings" / "node"
OUTPUT = ROOT / "build" / "npm"

# What package.json calls them. npm installs only the package whose os, cpu and libc are its own.
PLATFORMS = {
    "linux-x64-gnu": {"os": ["linux"], "cpu": ["x64"], "libc": ["glibc"]},
    "linux-arm64-gnu": {"os": ["linux"], "cpu": ["arm64"], "libc": ["glibc"]},
    "linux-x64-musl": {"os": ["linux"], "cpu": ["x64"], "libc": ["musl"]},
    "linux-arm64-musl": {"os": ["linux"], "cpu": ["arm64"], "libc": ["musl"]},
    "darwin-x64": {"os": ["darwin"], "cpu": ["x64"]},
    "darwin-arm64": {"os": ["darwin"], "cpu": ["arm64"]},
}
# Amazon Linux 2023, RHEL 9, Ubuntu 22.04 and Debian 12 have at least this one.
GLIBC = (2, 34)
# What the addon may ask of a system beside glibc itself.
NEEDED = {"libc.so.6", "libm.so.6", "libgcc_s.so.1", "ld-linux-x86-64.so.2", "ld-linux-aarch64.so.1"}
EXPORTS = {"napi_register_module_v1", "node_api_module_get_api_version_v1"}


def run(*command, **options):
    return subprocess.run([str(part) for part in command], check=True, **options)


def output(*command):
    return run(*command, stdout=subprocess.PIPE, text=True).stdout


def here():
    """The platform this machine builds for."""
    cpu = {"x86_64": "x64", "aarch64": "arm64"}.get(platform.machine(), platform.machine())
    name = f"linux-{cpu}-gnu"
    if sys.platform != "linux" or name not in PLATFORMS:
        sys.exit(f"scripts/pack-npm: the addon is packed on Linux with glibc, not on {sys.platform} {platform.machine()}")
    return name


def archive(name):
    """A static library of the system."""
    found = output("cc", f"-print-file-name={name}").strip()
    if not Path(found).is_absolute():
        sys.exit(f"scripts/pack-npm: {name} is missing; scripts/setup says how to get it")
    return Path(found).resolve()


def link(scratch, target):
    """Links the library's objects, SQLite, PCRE2, the C++ runtime and the addon into one file."""
    objects = ROOT / scratch / "release" / "noormme.product" / "Objects.LinkFileList"
    for part in (objects, ROOT / scratch / "libswiftCore.a"):
        if not part.exists():
            sys.exit(f"scripts/pack-npm: {part} is missing; scripts/build-so makes it")
    work = ROOT / scratch / "addon"
    shutil.rmtree(work, ignore_errors=True)
    archives = work / "archives"
    archives.mkdir(parents=True)
    # A folder with nothing but archives, searched first: no -l finds a shared library of theirs.
    for name in ("libsqlite3.a", "libpcre2-8.a", "libstdc++.a"):
        (archives / name).symlink_to(archive(name))
    headers = output("sh", "-c", ". scripts/node-tools; find_node_headers").strip()
    sources = [*sorted((NODE / "addon").glob("*.c")), *sorted((NODE / "portable").glob("*.c"))]
    compiled = []
    for source in sources:
        compiled.append(work / f"{source.stem}.o")
        run("cc", "-std=c11", "-O2", "-Wall", "-Wextra", "-pedantic", "-Werror", "-fPIC", "-fvisibility=hidden",
            "-fno-builtin-hypotf", f"-I{headers}", f"-I{ROOT / 'include'}", "-c", source, "-o", compiled[-1])
    script = work / "exports.map"
    script.write_text(f"{{ global: {'; '.join(sorted(EXPORTS))}; local: *; }};\n")
    # The Swift runtime as scripts/build-so links it, without what nothing uses.
    runtime = f"--remap-inputs=*/libswiftCore.a={ROOT / scratch / 'libswiftCore.a'}"
    options = ["--version-script=" + str(script), runtime, "--gc-sections", "--icf=safe", "--as-needed", "-z", "nodelete",
               "-z", "relro", "-z", "now", "-s", "-soname=noormme.node"]
    run("swiftc", "-emit-library", "-static-stdlib", "-use-ld=lld", "-O", f"@{objects}", *compiled, f"-L{archives}",
        *[part for option in options for part in ("-Xlinker", option)], "-o", target)


def inspect(file):
    """Checks what a program or library asks of a system; returns the oldest glibc that has it."""
    what = f"scripts/pack-npm: {file.name}"
    dynamic = output("readelf", "-d", file)
    needed = set(re.findall(r"\(NEEDED\).*\[(.*)\]", dynamic))
    if needed - NEEDED:
        sys.exit(f"{what} needs {', '.join(sorted(needed - NEEDED))}")
    if re.search(r"\(R(UN)?PATH\)", dynamic):
        sys.exit(f"{what} has a runpath, which names a folder of the machine it was built on")
    versions = re.findall(r"\(GLIBC_(\d+)\.(\d+)(?:\.\d+)?\)\s+(\S+)", output("objdump", "-T", file))
    newest = max((int(major), int(minor)) for major, minor, _ in versions)
    if newest > GLIBC:
        names = sorted(name for major, minor, name in versions if (int(major), int(minor)) > GLIBC)
        sys.exit(f"{what} needs glibc {newest}, for {', '.join(names)}; promised is {GLIBC}")
    return newest


def inspect_addon(addon):
    if not re.search(r"FLAGS_1.*NODELETE", output("readelf", "-d", addon)):
        sys.exit("scripts/pack-npm: the addon can be unloaded under its threads (NODELETE is missing)")
    exported = set(re.findall(r" [A-Z] (\S+)$", output("nm", "-D", "--defined-only", addon), re.M))
    if exported != EXPORTS:
        sys.exit(f"scripts/pack-npm: the addon exports {sorted(exported ^ EXPORTS)[:8]}")
    return inspect(addon)


def manifest(text):
    return (json.dumps(text, indent=2, ensure_ascii=False) + "\n").encode()


def tarball(name, files):
    """Writes a tarball as npm does; the same files make the same bytes."""
    OUTPUT.mkdir(parents=True, exist_ok=True)
    path = OUTPUT / name
    plain = io.BytesIO()
    with tarfile.open(fileobj=plain, mode="w", format=tarfile.USTAR_FORMAT) as tar:
        for inner, (content, mode) in sorted(files.items()):
            entry = tarfile.TarInfo(f"package/{inner}")
            entry.size, entry.mode, entry.mtime = len(content), mode, 499162500
            tar.addfile(entry, io.BytesIO(content))
    path.write_bytes(gzip.compress(plain.getvalue(), compresslevel=9, mtime=0))
    print(f"{path.relative_to(ROOT)}: {path.stat().st_size} bytes, {len(files)} files")


def pack(platforms, scratch):
    source = json.loads((NODE / "package.json").read_text())
    shared = {key: source[key] for key in ("version", "license", "engines", "repository", "homepage") if key in source}
    licence = ((ROOT / "LICENSE").read_bytes(), 0o644)
    name = here()

    addon = OUTPUT / name / "noormme.node"
    addon.parent.mkdir(parents=True, exist_ok=True)
    link(scratch, addon)
    glibc = inspect_addon(addon)
    print(f"{addon.relative_to(ROOT)}: {addon.stat().st_size} bytes, needs glibc {glibc[0]}.{glibc[1]}")
    files = {
        "package.json": (manifest({
            "name": f"@noormme/{name}", "description": f"The native part of noormme for {name}", **shared,
            **PLATFORMS[name], "main": "./noormme.node"}), 0o644),
        "README.md": (f"The native part of [noormme](https://www.npmjs.com/package/noormme) for {name}: install that, "
                      f"not this.\n\nOne file, with SQLite in it; needs glibc {GLIBC[0]}.{GLIBC[1]} or newer.\n".encode(), 0o644),
        "LICENSE": licence,
        "noormme.node": (addon.read_bytes(), 0o755),
    }
    # The command, where it was built: scripts/build-cli.
    command = ROOT / "build" / "noormme"
    if command.is_file():
        inspect(command)
        files["bin/noormme"] = (command.read_bytes(), 0o755)
    tarball(f"noormme-{name}-{source['version']}.tgz", files)

    package = {**source, "optionalDependencies": {f"@noormme/{each}": source["version"] for each in platforms}}
    files = {"package.json": (manifest(package), 0o644), "LICENSE": licence,
             "README.md": ((NODE / "README.md").read_bytes(), 0o644)}
    for path in sorted((NODE / "dist").rglob("*")):
        if path.is_file():
            mode = 0o755 if path.read_bytes().startswith(b"#!") else 0o644
            files[str(path.relative_to(NODE))] = (path.read_bytes(), mode)
    tarball(f"noormme-{source['version']}.tgz", files)


def main():
    parser = argparse.ArgumentParser(prog="scripts/pack-npm", description=__doc__)
    parser.add_argument("--scratch-path", default=".build-so", help="of scripts/build-so")
    parser.add_argument("--platforms", default=here(), help="comma-separated: what optionalDependencies name")
    parser.add_argument("--no-build", action="store_true", help="take the library's objects and dist as they are")
    arguments = parser.parse_args()
    platforms = arguments.platforms.split(",")
    unknown = [name for name in platforms if name not in PLATFORMS]
    if unknown:
        parser.error(f"unknown platform {unknown[0]}; known are {', '.join(PLATFORMS)}")
    if not arguments.no_build:
        run(ROOT / "scripts" / "build-so", "--scratch-path", arguments.scratch_path)
        run(ROOT / "scripts" / "build-node")
    pack(platforms, arguments.scratch_path)


main()
