#!/usr/bin/env python3
"""What a chart repository's index of 22 MB costs: the first time, and when it has not changed. The same command with an index of one
chart tells what everything else costs.

Rival, in the same run: the real helm (CHATOPS_TEST_HELM) asked for the same chart's newest version. Prints figures, asserts none.
Usage: index_bench.py CHATOPS   (index_bench.py --serve is its own server, a process apart: what starts a program lends it its size)
SPDX-License-Identifier: Apache-2.0
"""
import hashlib
import http.server
import io
import os
import pathlib
import shutil
import statistics
import subprocess
import sys
import tarfile
import tempfile
import time

CHATOPS, HELM, ROUNDS = sys.argv[1], os.environ.get("CHATOPS_TEST_HELM", ""), 5
CHARTS, VERSIONS = 125, 140

APPLICATION = """version: 1
application: bench
repositories: {shop: {url: https://git.example.test/shop.git}}
components: {api: {repository: shop, branch: main, image: registry.example.test/api, version: "{branch}-{build}", values: {tag: api.tag}}}
chart: {repository: URL, name: chart-077}
environments: {namespace: "bench-{env}"}
deploy: {application: bench, pipeline: deploy, parameters: {namespace: Namespace}, values: {parameter: Values}}
"""


def entry(chart: str, n: int, digest: str) -> str:
    return (f"  - annotations:\n      category: Infrastructure\n      images: |\n        - name: {chart}\n"
            f"          image: registry.example.test/{chart}:1.{n}.0\n    apiVersion: v2\n    appVersion: 1.{n}.0\n"
            f'    created: "2025-01-{n % 28 + 1:02}T10:{n % 60:02}:00.123456789Z"\n'
            "    dependencies:\n    - name: common\n      repository: https://charts.example.test/common\n      version: 2.x.x\n"
            f"    description: {chart} is a system for managing things across many hosts,\n"
            "      with mechanisms for deployment, maintenance and scaling of them, and it's\n      described on lines that go on.\n"
            f"    digest: {digest}\n    home: https://example.test/{chart}\n    icon: https://example.test/{chart}/icon.png\n"
            "    keywords:\n    - things\n    - hosts\n    - \"and: more\"\n    maintainers:\n    - email: team@example.test\n      name: \"Team: Things\"\n"
            f"    name: {chart}\n    sources:\n    - https://git.example.test/charts/{chart}\n" + "    - https://git.example.test/things/source\n" * 6 +
            f"    type: application\n    urls:\n    - https://charts.example.test/things/{chart}-1.{n}.0.tgz\n    version: 1.{n}.0\n")


def package() -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w:gz") as tar:
        text = f"apiVersion: v2\nname: chart-077\nversion: 1.{VERSIONS - 1}.0\n".encode()
        info = tarfile.TarInfo("chart-077/Chart.yaml")
        info.size = len(text)
        tar.addfile(info, io.BytesIO(text))
    return out.getvalue()


def index(charts: list[str], tgz: bytes) -> bytes:
    digest = hashlib.sha256(tgz).hexdigest()
    text = "apiVersion: v1\nentries:\n"
    for chart in charts:
        text += f"  {chart}:\n" + "".join(entry(chart, n, digest) for n in range(VERSIONS))
    return (text.replace(f"https://charts.example.test/things/chart-077-1.{VERSIONS - 1}.0.tgz", "package.tgz") +
            'generated: "2025-02-01T10:00:00Z"\n').encode()


class Repository(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self):
        body = self.server.files[self.path]
        tag = f'"{hashlib.sha256(body).hexdigest()}"'
        unchanged = self.headers.get("If-None-Match") == tag
        self.send_response(304 if unchanged else 200)
        self.send_header("ETag", tag)
        self.send_header("Content-Length", "0" if unchanged else str(len(body)))
        self.end_headers()
        if not unchanged:
            self.wfile.write(body)

    def log_message(self, *_):
        pass


def run(words: list[str], environment: dict) -> tuple[float, float]:
    """Seconds and megabytes."""
    began = time.monotonic()
    process = subprocess.Popen(words, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    out, err = process.stdout.read(), process.stderr.read()
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"{words}: {out.decode()}{err.decode()}")
    return time.monotonic() - began, usage.ru_maxrss / 1024


def serve() -> None:
    tgz = package()
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Repository)
    big, small = index([f"chart-{n:03}" for n in range(CHARTS)], tgz), index(["chart-077"], tgz)
    server.files = {"/big/index.yaml": big, "/small/index.yaml": small, "/big/package.tgz": tgz, "/small/package.tgz": tgz}
    print(server.server_port, len(big), flush=True)
    server.serve_forever()


def main() -> None:
    server = subprocess.Popen([sys.executable, "-B", __file__, "--serve"], stdout=subprocess.PIPE, text=True)
    port, size_of_index = map(int, server.stdout.readline().split())
    url = f"http://127.0.0.1:{port}"
    folder = pathlib.Path(tempfile.mkdtemp(prefix="index-bench-"))
    environment = {"PATH": os.environ["PATH"], "HOME": str(folder), "XDG_CACHE_HOME": str(folder / "cache"), "XDG_STATE_HOME": str(folder / "state"),
                   "no_proxy": "*", "LANG": "C.UTF-8"}
    seen = {}
    try:
        for size in ("small", "big"):
            app = folder / size
            app.mkdir()
            (app / "chatops.yaml").write_text(APPLICATION.replace("URL", f"{url}/{size}").replace("bench", f"bench-{size}"))
            run([CHATOPS, "env", "create", "t1", "--app", str(app)], environment)
            words = [CHATOPS, "env", "values", "t1", "--app", str(app), "-o", "json"]
            for kind in ("first", "again"):
                rounds = []
                for _ in range(ROUNDS):
                    if kind == "first":
                        shutil.rmtree(folder / "cache", ignore_errors=True)
                    rounds.append(run(words, environment))
                seen[size, kind] = statistics.median(r[0] for r in rounds), max(r[1] for r in rounds)
        for kind in ("first", "again"):
            (all_of_it, memory), (without, little) = seen["big", kind], seen["small", kind]
            print(f"index of {size_of_index / 1e6:.0f} MB, {kind}: {all_of_it * 1000:.0f} ms, of these the index {(all_of_it - without) * 1000:.0f} ms; "
                  f"{memory:.0f} MB, without it {little:.0f} MB")
        if HELM:
            rival = [run([HELM, "show", "chart", "chart-077", "--repo", f"{url}/big"], environment) for _ in range(2)]
            seconds, memory = min(r[0] for r in rival), max(r[1] for r in rival)
            print(f"helm: {seconds * 1000:.0f} ms, {memory:.0f} MB; chatops is {seconds / seen['big', 'first'][0]:.0f} times as fast, "
                  f"with 1/{memory / seen['big', 'first'][1]:.0f} of the memory")
        else:
            print("helm: not measured, CHATOPS_TEST_HELM names none")
    finally:
        server.kill()
        shutil.rmtree(folder, ignore_errors=True)


serve() if CHATOPS == "--serve" else main()
