#!/usr/bin/env python3
# --trace shows every call of a whole deployment, and no secret of any kind: not the one from a file, the environment,
# Docker's configuration or an address, and not the tokens that a registry hands out.
# SPDX-License-Identifier: Apache-2.0
import base64
import json
import re
import sys

from harness import World


def check(what, condition, seen):
    if not condition:
        raise SystemExit(f"FAILED: {what}\n{seen}")


def secrets_of(world):
    """Each secret of the sandbox, and what it looks like when it travels."""
    state = json.loads((world.home / ".local/state/chatops/sandbox/control.json").read_text())
    out = {state["control_token"]}
    for token in state["tokens"].values():
        out.add(token["secret"])
        out.add(base64.b64encode(f"{token.get('user', '')}:{token['secret']}".encode()).decode())
    return state, {secret for secret in out if len(secret) > 5}


def main():
    with World(sys.argv[1], sys.argv[2]) as world:
        state, secrets = secrets_of(world)
        token = state["tokens"]["personal"]
        docker = world.home / ".docker"
        docker.mkdir()
        auth = base64.b64encode(f"{token['user']}:{token['secret']}".encode()).decode()
        (docker / "config.json").write_text(json.dumps({"auths": {host: {"auth": auth} for host in state["registries"]}}))
        profile = world.home / ".config/chatops/config.yaml"
        text = profile.read_text()
        without = re.sub(r', username: "[^"]*", password: \{[^}]*\}', "", re.sub(r"\n +token: [^\n]*", "", text))
        address = f"{state['url']}/git/acme/classroom/deploy.git".replace("//", f"//{token['user']}:{token['secret']}@")
        ways = [
            (text, {}),
            (without, {"CHATOPS_CODING_TOKEN": token["secret"], "DOCKER_CONFIG": str(docker)}),
            (text, {"CHATOPS_APP": address, "CHATOPS_ADOPT": "classroom"}),  # the same one by another address
        ]
        for number, (given, variables) in enumerate(ways):
            profile.write_text(given)
            name = f"s{42 + number}"
            done = world.run(["deploy", "-e", name, "--create", "--yes", "--trace"], **variables)
            seen = done.stdout + done.stderr
            check("the deployment is traced", "> POST " in seen and "< 200" in seen, seen[:4000])
            for secret in secrets:
                check("no secret is shown", secret not in seen, seen)
            check("no authorization, no cookie", not re.search(r"(?im)^[<>] (authorization|cookie|set-cookie|www-authenticate):", seen), "")
            check("no token of a registry", not re.search(r'"(access_)?token":"(?!\*\*\*)', seen), "")
            check("no JWT", not re.search(r"\beyJ[\w-]{10,}\.", seen), "")
            check("no user in an address", not re.search(r"://[^/\s\"]*@", seen), "")
            check("a registry's token came, and is masked", '"token":"***"' in seen, seen[:4000])
            check("it ends well", done.returncode == 0, seen[-2000:])
        quiet = world.run(["iteration", "list", "--verbose"])
        check("--verbose shows calls without what they carry", "coding." in quiet.stderr and "\n> " not in quiet.stderr, quiet.stderr)
        piped = world.run(["iteration", "list", "--trace", "-o", "json"])
        check("standard output stays JSON", json.loads(piped.stdout)["kind"] == "iterations", piped.stdout)
    return 0


if __name__ == "__main__":
    sys.exit(main())
