#!/usr/bin/env python3
# The doors of a real `chatops serve` in bad weather, by raw sockets: deliveries that are forged, replayed, tampered with, too
# large, cut off or slow; peers that open connections and say nothing; too few file descriptors; a full house; whose address
# is believed; new certificates; SIGTERM in the middle of a storm.
# SPDX-License-Identifier: Apache-2.0
import contextlib
import http.client
import json
import resource
import shutil
import signal
import socket
import ssl
import subprocess
import sys
import threading
import time
import urllib.request

from harness import run_cases, wait_until
from serving import Serving, delivery

CAP = 2 << 20


class Raw:
    """One connection, byte by byte."""

    def __init__(self, bench, source="127.0.0.1"):
        self.socket = socket.create_connection(bench.address, timeout=60, source_address=(source, 0))

    def send(self, data):
        with contextlib.suppress(ConnectionError):  # answered and closed before all of it was sent
            self.socket.sendall(data if isinstance(data, bytes) else data.encode())
        return self

    def status(self):
        """Of the answer; 0 where the connection ends without one."""
        heard = b""
        with contextlib.suppress(ConnectionError):
            while b"\r\n" not in heard:
                piece = self.socket.recv(4096)
                if not piece:
                    break
                heard += piece
        return int(heard.split(b" ")[1]) if heard.startswith(b"HTTP/1.1 ") else 0

    def close(self):
        self.socket.close()


def head(headers, size=None, path="/hooks/classroom", method="POST"):
    lines = [f"{method} {path} HTTP/1.1", "Host: x"] + [f"{name}: {value}" for name, value in headers.items()]
    if size is not None:
        lines.append(f"Content-Length: {size}")
    return "\r\n".join(lines) + "\r\n\r\n"


def once(bench, headers, body, **more):
    one = Raw(bench)
    try:
        return one.send(head(headers, len(body), **more)).send(body).status()
    finally:
        one.close()


def healthy(bench):
    return once(bench, {}, b"", path="/healthz", method="GET") == 200


def kept(bench, name):
    return bench.state(f"SELECT count(*) FROM deliveries WHERE id = '{name}'")[0][0]


def serving():
    """Its proxy is 127.0.0.1; 127.0.0.7 is somebody else."""
    bench = Serving(sys.argv[1], sys.argv[2], {"proxies": ["127.0.0.1"], "resync": "5m"})
    return bench.serve()


def slow_ones_come_in(bench):
    """They are looked at again at the end: nobody waits for them meanwhile."""
    headers, body = delivery("slow")
    bench.slow_heads = [Raw(bench).send("POST /hooks/classroom HTTP/1.1\r\nX-Slow: ") for _ in range(40)]
    bench.slow_bodies = [Raw(bench).send(head(headers, len(body))).send(body[:5]) for _ in range(40)]
    assert healthy(bench)


def bad_deliveries_are_refused(bench):
    headers, body = delivery("forged", token="a guess")
    assert once(bench, headers, body) == 401
    headers, body = delivery("tampered")
    assert once(bench, headers, body.replace(b"nobodys", b"another")) == 401
    headers, body = delivery("unsigned")
    del headers["X-Coding-Signature"]
    assert once(bench, headers, body) == 401
    headers, body = delivery("elsewhere")
    assert once(bench, headers, body, path="/hooks/nowhere") == 404
    assert once(bench, headers, body, method="PUT") == 405
    headers, body = delivery("too-large")
    assert Raw(bench).send(head(headers, CAP + 1)).status() == 413, "before a byte of it is sent"
    chunked = Raw(bench).send(head(headers | {"Transfer-Encoding": "chunked"}))
    for _ in range(CAP // 65536 + 1):
        chunked.send(b"10000\r\n" + b"x" * 65536 + b"\r\n")
    assert chunked.status() == 413
    assert Raw(bench).send(head(headers | {"Transfer-Encoding": "chunked"}, len(body))).status() == 400, "two lengths"
    assert Raw(bench).send("X" * 20000).status() in (400, 431)
    cut = Raw(bench).send(head(delivery("cut")[0], len(body))).send(body[:-1])
    cut.socket.shutdown(socket.SHUT_WR)
    assert cut.status() in (0, 400)
    assert bench.state("SELECT id FROM deliveries") == [], "none of them is kept"
    assert healthy(bench)


def what_is_said_twice_is_kept_once(bench):
    headers, body = delivery("first")
    assert [once(bench, headers, body) for _ in range(3)] == [200, 200, 200]
    assert kept(bench, "first") == 1
    # The id is not signed. Under another one it is read again, which tells where to look and nothing else.
    assert once(bench, headers | {"X-Coding-Delivery": "replayed"}, body) == 200
    headers, body = delivery("nonsense", body=b"no JSON at all")
    assert once(bench, headers, body) == 200, "it is kept first, and read afterwards"
    wait_until("all to be read", lambda: bench.state("SELECT count(*) FROM deliveries WHERE state = 'waiting'") == [(0,)])


def an_address_is_believed_of_named_proxies_only(bench):
    headers, body = delivery("whose", token="a guess")
    told = {"X-Forwarded-For": "198.51.100.4, 203.0.113.9"}
    for source in ("127.0.0.1", "127.0.0.7"):
        assert Raw(bench, source).send(head(headers | told, len(body))).send(body).status() == 401
    peers = [line["peer"] for line in bench.logged() if line["event"] == "delivery refused"]
    assert peers[-2:] == ["203.0.113.9", "127.0.0.7"], peers[-2:]
    # Through the proxy each has a pace of their own.
    statuses = {"203.0.113.20": [], "203.0.113.21": []}
    connection = http.client.HTTPConnection(*bench.address, timeout=30)
    for peer, count in (("203.0.113.20", 1500), ("203.0.113.21", 5)):
        for _ in range(count):
            connection.request("GET", "/healthz", headers={"X-Forwarded-For": peer})
            answer = connection.getresponse()
            answer.read()
            statuses[peer].append(answer.status)
    connection.close()
    assert 429 in statuses["203.0.113.20"] and statuses["203.0.113.20"][0] == 200, "a peer in a hurry is slowed down"
    assert statuses["203.0.113.21"] == [200] * 5, statuses["203.0.113.21"]


def a_full_house_says_so(bench):
    for one in bench.slow_heads + bench.slow_bodies:
        one.close()
    wait_until("an empty house", lambda: bench.asked()["connections"] < 5)
    headers, body = delivery("in the house")
    guests = [Raw(bench).send(head(headers, len(body))).send(body[:1]) for _ in range(1024)]
    status = once(bench, {}, b"", path="/healthz", method="GET")
    assert status == 503, status
    for guest in guests:
        guest.close()
    wait_until("room again", lambda: healthy(bench))
    assert kept(bench, "in the house") == 0


def slow_ones_are_shown_out(bench):
    assert {one.status() for one in bench.slow_heads} == {408}
    assert {one.status() for one in bench.slow_bodies} == {408}
    assert kept(bench, "slow") == 0 and healthy(bench)


def without_descriptors_it_goes_on(bench):
    assert bench.end() == 0
    bench.launch(before=lambda: resource.setrlimit(resource.RLIMIT_NOFILE, (90, 90)))
    wait_until("the server", bench.asked)
    guests = [Raw(bench) for _ in range(200)]
    wait_until("an answer beside idle guests", lambda: healthy(bench))
    assert bench.deliver("few descriptors") == 200
    for guest in guests:
        guest.close()
    assert bench.asked() and bench.end() == 0
    bench.serve()


def a_storm_and_the_end(bench):
    """Whoever was told 200 is kept, whoever was not knows it; polls are answered, and the end is orderly."""
    page = bench.login("linxiao")
    poll = {}

    def wait_for_news():
        request = urllib.request.Request(f"{page.origin}/chat/api/changes?after={page.get('groups')['change']}&groups={page.get('groups')['version']}")
        with page.browser.open(request, timeout=60) as answer:
            poll["status"], poll["body"] = answer.status, json.load(answer)
    accepted, stop = [[] for _ in range(8)], threading.Event()

    def storm(mine):
        number = 0
        connection = http.client.HTTPConnection(*bench.address, timeout=30)
        while not stop.is_set():
            name = f"storm-{mine}-{number}"
            headers, body = delivery(name)
            try:
                connection.request("POST", "/hooks/classroom", body, headers)
                answer = connection.getresponse()
                answer.read()
            except (OSError, http.client.HTTPException):
                return
            if answer.status == 200:
                accepted[mine].append(name)
            number += 1
    threads = [threading.Thread(target=storm, args=(one,)) for one in range(len(accepted))] + [threading.Thread(target=wait_for_news)]
    for one in threads:
        one.start()
    wait_until("a storm", lambda: sum(map(len, accepted)) > 200)
    began = time.monotonic()
    code = bench.end()
    took = time.monotonic() - began
    stop.set()
    for one in threads:
        one.join()
    assert code == 0, code
    print(f"     {sum(map(len, accepted))} deliveries accepted, ended in {took:.2f} s", flush=True)
    held = {name for (name,) in bench.state("SELECT id FROM deliveries WHERE id LIKE 'storm-%'")}
    missing = [name for names in accepted for name in names if name not in held]
    assert not missing, f"accepted and not kept: {missing}"
    assert poll.get("status") == 200 and poll["body"]["messages"] == [], poll
    twice = bench.state("SELECT id FROM deliveries GROUP BY id HAVING count(*) > 1")
    assert not twice, twice
    bench.serve()
    wait_until("the rest to be read", lambda: bench.state("SELECT count(*) FROM deliveries WHERE state = 'waiting'") == [(0,)])
    assert bench.end() == 0


def make_certificate(folder, name):
    subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2", "-subj",
                    f"/CN={name}", "-addext", "subjectAltName=IP:127.0.0.1", "-keyout", folder / f"{name}.key", "-out", folder / f"{name}.pem"],
                   check=True, capture_output=True)


def a_new_certificate_is_taken_without_a_restart(bench):
    etc = bench.folder / "etc"
    tls = etc / "tls"
    tls.mkdir(parents=True)
    for name in ("first", "second"):
        make_certificate(tls, name)

    def install(certificate, key):
        shutil.copy(tls / certificate, tls / "server.pem")
        shutil.copy(tls / key, tls / "server.key")
        bench.server.send_signal(signal.SIGHUP)

    def events():
        return [line["event"] for line in bench.logged() if line["event"].startswith("certificate")]

    def served():
        return ssl.get_server_certificate(bench.address)
    shutil.copy(tls / "first.pem", tls / "server.pem")
    shutil.copy(tls / "first.key", tls / "server.key")
    bench.config = etc / "server.yaml"  # it runs in another folder
    bench.settings["tls"] = {"certificate": "tls/server.pem", "key": "tls/server.key"}
    bench.serve()
    assert bench.status["url"].startswith("https://"), bench.status["url"]
    first, second = ((tls / f"{name}.pem").read_text() for name in ("first", "second"))
    assert served() == first
    context = ssl.create_default_context(cafile=tls / "first.pem")
    before = http.client.HTTPSConnection(*bench.address, timeout=30, context=context)
    before.request("GET", "/healthz")
    assert before.getresponse().read() == b"ok\n"
    install("second.pem", "second.key")
    wait_until("the new certificate", lambda: served() == second)
    assert events() == ["certificate read"]
    before.request("GET", "/healthz")
    assert before.getresponse().read() == b"ok\n", "who was connected stays so"
    before.close()
    install("first.pem", "second.key")
    wait_until("the refusal", lambda: events() == ["certificate read", "certificate not read"])
    assert served() == second, "the former one stays"
    found = bench.run("serve", "--config", str(bench.config), "--check", "-o", "json")
    assert "server.key" in found.out, "looked at before a start, too"
    install("first.pem", "first.key")
    wait_until("the repaired one", lambda: served() == first)
    assert bench.end() == 0


if __name__ == "__main__":
    run_cases([slow_ones_come_in, bad_deliveries_are_refused, what_is_said_twice_is_kept_once, an_address_is_believed_of_named_proxies_only,
               slow_ones_are_shown_out, a_full_house_says_so, without_descriptors_it_goes_on, a_storm_and_the_end,
               a_new_certificate_is_taken_without_a_restart], serving)
