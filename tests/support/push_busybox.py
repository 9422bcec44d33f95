#!/usr/bin/env python3
"""Puts an image with a shell into the test registry, for pods that tests start: busybox alone, without a container engine.

Usage: push_busybox.py NAME:TAG [--applets NAME,…] [PATH=TEXT…] [-- COMMAND…]
Files beside busybox, those that begin with "#!" to be run, and what the image runs; default: a shell. Of busybox' applets all, or those named alone.
SPDX-License-Identifier: Apache-2.0
"""
import gzip
import hashlib
import io
import json
import os
import subprocess
import sys
import tarfile
import urllib.error
import urllib.request

from needs import need, skip

REGISTRY = need("kube", "CHATOPS_TEST_REGISTRY")
BUSYBOX = "/bin/busybox"
if not os.path.exists(BUSYBOX):
    skip("kube", "no busybox (static) on this machine")

opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))


def digest(data: bytes) -> str:
    return "sha256:" + hashlib.sha256(data).hexdigest()


def layer(files: list[tuple[str, str]], applets: list[str]) -> bytes:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as tar:
        for name, mode in (("bin", 0o755), ("tmp", 0o1777), ("etc", 0o755)):
            folder = tarfile.TarInfo(name)
            folder.type, folder.mode = tarfile.DIRTYPE, mode
            tar.addfile(folder)
        binary = open(BUSYBOX, "rb").read()
        entry = tarfile.TarInfo("bin/busybox")
        entry.size, entry.mode = len(binary), 0o755
        tar.addfile(entry, io.BytesIO(binary))
        for applet in applets:
            if applet != "busybox":
                link = tarfile.TarInfo("bin/" + applet)
                link.type, link.linkname = tarfile.SYMTYPE, "busybox"
                tar.addfile(link)
        for path, text in files:
            page = tarfile.TarInfo(path)
            page.size, page.mode = len(text.encode()) + 1, 0o755 if text.startswith("#!") else 0o644
            tar.addfile(page, io.BytesIO(text.encode() + b"\n"))
    return buffer.getvalue()


def call(method: str, url: str, data: bytes | None = None, kind: str = "application/octet-stream"):
    return opener.open(urllib.request.Request(url, data=data, method=method, headers={"Content-Type": kind}))


def push(base: str, blob: bytes) -> dict:
    try:
        call("HEAD", f"{base}/blobs/{digest(blob)}")
    except urllib.error.HTTPError:
        where = call("POST", f"{base}/blobs/uploads/", b"").headers["Location"]
        where = where if where.startswith("http") else f"http://{REGISTRY}{where}"
        call("PUT", where + ("&" if "?" in where else "?") + "digest=" + digest(blob), blob)
    return {"digest": digest(blob), "size": len(blob)}


name, _, tag = sys.argv[1].rpartition(":")
base = f"http://{REGISTRY}/v2/{name}"
words = sys.argv[2:]
applets = subprocess.check_output([BUSYBOX, "--list"], text=True).split()
if words[:1] == ["--applets"]:
    applets, words = words[1].split(","), words[2:]
at = words.index("--") if "--" in words else len(words)
content = layer([tuple(word.split("=", 1)) for word in words[:at]], applets)
config = json.dumps({"architecture": "amd64", "os": "linux", "config": {"Env": ["PATH=/bin"], "Cmd": words[at + 1 :] or ["/bin/sh"]},
                     "rootfs": {"type": "layers", "diff_ids": [digest(content)]}}).encode()
TYPE = "application/vnd.oci.image.manifest.v1+json"
manifest = {"schemaVersion": 2, "mediaType": TYPE,
            "config": push(base, config) | {"mediaType": "application/vnd.oci.image.config.v1+json"},
            "layers": [push(base, gzip.compress(content, 1, mtime=0)) | {"mediaType": "application/vnd.oci.image.layer.v1.tar+gzip"}]}
call("PUT", f"{base}/manifests/{tag}", json.dumps(manifest).encode(), TYPE)
print(f"{REGISTRY}/{sys.argv[1]}")
