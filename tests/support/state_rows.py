"""A state file with environments and deployments in it, for benches: rows of the first schema, which are documents and little else.

SPDX-License-Identifier: Apache-2.0
"""
import json
import pathlib
import sqlite3


def bill(names: list[str], registry: str) -> dict:
    lines = {name: {"component": name, "image": f"{registry}/{name}", "version": "main-117-0a1b2c3", "branch": "main",
                    "digest": "sha256:" + "a" * 64, "commit": "0a1b2c3d" * 5, "build": 117, "author": "林晓", "build_url": "",
                    "built_at": "2026-01-02T03:04:05.000Z", "pushed_at": None, "sequence": ""} for name in names}
    return {"components": lines, "chart": {"name": "bench", "version": "1.2.3", "app_version": "", "digest": "", "url": "", "created_at": None},
            "values_digest": "", "parameters": {}}


def fill(file: pathlib.Path, first_schema: str, environments: dict[str, str], names: list[str], revisions: int, registry: str) -> None:
    """`environments`: name → namespace."""
    db = sqlite3.connect(file)
    db.executescript(first_schema)
    for table in ("environments", "deployments", "cache", "leases", "notes"):
        db.execute(f"DELETE FROM {table}")
    selection = {"chart": {"follow": ""}, "components": {name: {"follow": "main"} for name in names}}
    payload = json.dumps({"pipeline": {"engine": "coding-cd", "application": "bench", "name": "deploy"}, "values": {n: {"tag": "x"} for n in names}})
    deployed = bill(names, registry)
    for number, (name, namespace) in enumerate(environments.items()):
        row = {"application": "bench", "name": name, "namespace": namespace, "domain": f"{name}.bench.example.com", "class": "", "iteration": str(number),
               "parameters": {}, "selection": selection, "waiting": {}, "deployed": deployed, "deployed_revision": revisions, "doubt": None,
               "state": "ready", "epoch": 1, "created_at": "2026-01-02T03:04:05.000Z", "changed_at": "2026-01-02T03:04:05.000Z", "created_by": "Lin Wei"}
        db.execute("INSERT INTO environments VALUES ('bench', ?, 1, ?)", (name, json.dumps(row)))
        for revision in range(1, revisions + 1):
            row = {"application": "bench", "environment": name, "revision": revision, "epoch": 1, "actor": {"name": "Lin Wei", "origin": "cli"},
                   "selection": selection, "bill": deployed, "previous": deployed, "status": "succeeded", "effect": "brought", "execution": f"x{number}",
                   "starts": 1, "stages": [], "warnings": [], "payload": payload, "created_at": "2026-01-02T03:04:05.000Z"}
            db.execute("INSERT INTO deployments (application, environment, revision, finished, version, document) VALUES ('bench', ?, ?, 1, 1, ?)",
                       (name, revision, json.dumps(row)))
    db.commit()
    db.close()
