# SPDX-License-Identifier: Apache-2.0
"""A receiver of Service Hooks that judges each delivery by itself: raw bytes, signature, credentials, repeats."""
import base64
import hashlib
import hmac
import http.server
import json
import threading

from harness import wait_for

TOKEN, USER, PASSWORD = "s3cret token", "hook", "pässword:1"


class Delivery:
    def __init__(self, headers, body):
        self.headers, self.body = headers, body
        self.event = headers["X-Coding-Service-Hook-Event"]
        self.id = headers["X-Coding-Delivery"]

    def signed(self, header="X-Coding-Signature", token=TOKEN):
        wanted = "sha1=" + hmac.new(token.encode(), self.body, hashlib.sha1).hexdigest()
        return hmac.compare_digest(wanted, self.headers.get(header, ""))

    def authorized(self):
        wanted = "Basic " + base64.b64encode(f"{USER}:{PASSWORD}".encode()).decode()
        return hmac.compare_digest(wanted, self.headers.get("Authorization", ""))

    def json(self):
        return json.loads(self.body)


class Receiver:
    """Listens on loopback; `answer` is the status of every answer, `hold` makes it wait before answering."""

    def __init__(self):
        self.deliveries, self.answer, self.hold, self.lock = [], 200, None, threading.Lock()
        receiver = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self):
                delivery = Delivery(self.headers, self.rfile.read(int(self.headers["Content-Length"])))
                with receiver.lock:
                    receiver.deliveries.append(delivery)
                if receiver.hold:
                    receiver.hold.wait(30)
                self.send_response(receiver.answer)
                self.send_header("Content-Length", "2")
                self.end_headers()
                self.wfile.write(b"ok")

            def log_message(self, *_):
                pass

        class Server(http.server.ThreadingHTTPServer):
            request_queue_size = 128
            daemon_threads = True

            def handle_error(self, *_):
                """A sender that gave up is no error here."""

        self.server = Server(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}/hooks/coding?from=sandbox"
        self.thread = threading.Thread(target=self.server.serve_forever, daemon=True)
        self.thread.start()

    def close(self):
        if self.hold:
            self.hold.set()
        self.server.shutdown()
        self.server.server_close()

    def clear(self):
        with self.lock:
            self.deliveries = []

    def all(self, event=None):
        with self.lock:
            return [each for each in self.deliveries if event in (None, each.event)]

    def wait(self, event=None, count=1, check=lambda delivery: True):
        """The first `count` deliveries of the event that the check accepts."""
        found = wait_for(lambda: (hits := [d for d in self.all(event) if check(d)]) and len(hits) >= count and hits)
        return found[:count] if count > 1 else found[0]
