# bash, zsh and fish on a pseudo-terminal, as a person sits before them: keys go in, and the line that stands at the
# prompt afterwards comes out. Nothing is guessed from the screen: a key makes the shell itself write its line down.
# SPDX-License-Identifier: Apache-2.0
import fcntl
import os
import pathlib
import pty
import re
import select
import shutil
import signal
import struct
import termios
import time

LIMIT = 60
TELL = "\x18\x04"  # Ctrl-X Ctrl-D
CLEAR = {"bash": "\x15", "zsh": "\x15", "fish": "\x15"}

SETUP = {
    "bash": "PS1='ready> '; bind -x '\"\\C-x\\C-d\": tell'; tell() { printf '%s\\n.' \"$READLINE_LINE\" >\"$TOLD.new\"; mv \"$TOLD.new\" \"$TOLD\"; }\n"
            "bind 'set completion-query-items 0'; bind 'set page-completions off'; bind 'set bell-style none'\n",
    "zsh": "PS1='ready> '; tell() { print -r -- \"$BUFFER\" >\"$TOLD.new\"; print -n . >>\"$TOLD.new\"; mv \"$TOLD.new\" \"$TOLD\" }; zle -N tell; bindkey '^X^D' tell\n"
           "autoload -Uz compinit; compinit -D -u; LISTMAX=0; setopt no_beep; unsetopt prompt_cr prompt_sp\n",
    "fish": "function fish_prompt; echo -n 'ready> '; end; function fish_greeting; end\n"
            "function tell; begin; commandline; echo -n .; end >$TOLD.new; mv $TOLD.new $TOLD; end; bind \\cx\\cd tell\n"
            "set -g fish_autosuggestion_enabled 0\n",
}
SCRIPT = {"bash": "source <(chatops completion bash)\n", "zsh": "source <(chatops completion zsh)\n",
          "fish": "chatops completion fish | source\n"}


def plain(text):
    """Without escape sequences and what else moves the cursor."""
    return re.sub(r"\x1b(\[[0-9;?>=]*[ -/]*[@-~]|\][^\x07\x1b]*(\x07|\x1b\\)|[()][A-Z0-9]|[=>78DEHMNOZc])|[\r\x07\x08]", "", text)


class Shell:
    """One shell with chatops completed. `environment` must have HOME; `chatops` is found in its PATH."""

    def __init__(self, name, environment, folder, script=None):
        self.name, self.seen = name, ""
        home = pathlib.Path(environment["HOME"])
        self.told = home / f"told-{name}"
        start = home / f"start-{name}"
        start.write_text(SETUP[name] + (SCRIPT[name] if script is None else script))
        program = shutil.which(name)
        # Nothing of the machine's own setup is read, so that what is tested is ours.
        argv = {"bash": [program, "--noprofile", "--rcfile", str(start), "-i"],
                "zsh": [program, "-d", "-i"],
                "fish": [program, "--no-config", "-i", "-C", f"source {start}"]}[name]
        variables = {**environment, "TOLD": str(self.told), "HISTFILE": ""}
        if name == "zsh":
            dots = home / "zdotdir"
            dots.mkdir(exist_ok=True)
            (dots / ".zshrc").write_text(start.read_text())
            variables["ZDOTDIR"] = str(dots)
        self.pid, self.master = pty.fork()
        if self.pid == 0:
            os.chdir(folder)
            os.execve(program, argv, variables)
        fcntl.ioctl(self.master, termios.TIOCSWINSZ, struct.pack("HHHH", 50, 160, 0, 0))
        self.wait_for(lambda: "ready> " in plain(self.seen))

    def read(self, seconds=0.05):
        if select.select([self.master], [], [], seconds)[0]:
            try:
                self.seen += os.read(self.master, 65536).decode(errors="replace")
            except OSError as gone:
                raise SystemExit(f"FAILED: {self.name} ended:\n{plain(self.seen)}") from gone

    def wait_for(self, condition):
        deadline = time.monotonic() + LIMIT
        while not condition():
            if time.monotonic() > deadline:
                raise SystemExit(f"FAILED: {self.name} does not answer:\n{plain(self.seen)}")
            self.read()

    def send(self, keys):
        os.write(self.master, keys.encode())

    def line_after(self, keys):
        """Types, and tells the line as the shell has it then; what it printed is in `shown`."""
        self.told.unlink(missing_ok=True)
        self.seen = ""
        self.send(keys + TELL)
        self.wait_for(self.told.exists)
        line = self.told.read_text().removesuffix(".").removesuffix("\n")
        self.read(0.05)
        self.shown = plain(self.seen)
        self.send(CLEAR[self.name])
        return line

    def close(self):
        os.kill(self.pid, signal.SIGKILL)
        os.close(self.master)
        os.waitpid(self.pid, 0)
