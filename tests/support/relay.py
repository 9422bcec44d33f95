"""A way to a real server that a test can cut: connections go through a port of this machine, until they do not.

SPDX-License-Identifier: Apache-2.0
"""
import contextlib
import json
import pathlib
import select
import socket
import subprocess
import threading
import urllib.parse


class Relay:
    def __init__(self, host: str, port: int):
        self.target, self.is_open, self.sockets = (host, port), True, set()
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        threading.Thread(target=self.accept, daemon=True).start()

    def accept(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                near = self.listener.accept()[0]
                if self.is_open:
                    threading.Thread(target=self.pump, args=(near,), daemon=True).start()
                else:
                    near.close()

    def pump(self, near: socket.socket) -> None:
        with contextlib.suppress(OSError), near, socket.create_connection(self.target) as far:
            both = {near, far}
            self.sockets |= both
            try:
                while True:
                    for one in select.select(both, (), ())[0]:
                        data = one.recv(65536)
                        if not data:
                            return
                        (far if one is near else near).sendall(data)
            finally:
                self.sockets -= both

    def shut(self) -> None:
        """Ends every connection, and lets none in."""
        self.is_open = False
        for one in list(self.sockets):
            with contextlib.suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)

    def reopen(self) -> None:
        self.is_open = True

    def close(self) -> None:
        self.shut()
        self.listener.close()


def relayed(kubeconfig: str, file: pathlib.Path) -> Relay:
    """The way to that kubeconfig's cluster; `file` becomes a kubeconfig that takes it."""
    config = json.loads(subprocess.run(["kubectl", "--kubeconfig", kubeconfig, "config", "view", "--raw", "--minify", "--flatten", "-o", "json"],
                                       check=True, capture_output=True, text=True).stdout)
    cluster = config["clusters"][0]["cluster"]
    server = urllib.parse.urlsplit(cluster["server"])
    relay = Relay(server.hostname, server.port or 443)
    cluster.setdefault("tls-server-name", "kubernetes.default")
    cluster["server"] = f"https://127.0.0.1:{relay.port}"
    file.write_text(json.dumps(config))
    return relay
