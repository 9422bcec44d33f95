// Command lines, right and wrong, against the table.
// SPDX-License-Identifier: Apache-2.0
#include "command/argv.hpp"

#include <doctest/doctest.h>

#include "base/error.hpp"

using namespace chatops;
using command::parse_argv;
using command::ParsedArgs;

TEST_CASE("words become the command's options and positionals") {
  struct Row {
    std::vector<std::string> argv;
    std::string path, option, value;
    std::vector<std::string> positionals;
  };
  const Row rows[] = {
      {{"deploy", "api=1", "-e", "s42"}, "deploy", "environment", "s42", {"api=1"}},
      {{"-e", "s42", "deploy", "api@x", "web=2"},
       "deploy",
       "environment",
       "s42",
       {"api@x", "web=2"}},
      {{"deploy", "-es42"}, "deploy", "environment", "s42", {}},
      {{"deploy", "--environment=s42", "a=1"}, "deploy", "environment", "s42", {"a=1"}},
      {{"env", "show", "s42", "-o", "json"}, "env show", "output", "json", {"s42"}},
      {{"-o", "yaml", "env", "list"}, "env list", "output", "yaml", {}},
      {{"env", "-q", "history", "-n", "3"}, "env history", "limit", "3", {}},
      {{"branch", "chat", "--", "-odd"}, "branch", "", "", {"chat", "-odd"}},
      {{"deploy", "--output", "json", "-o", "yaml"}, "deploy", "output", "yaml", {}},
      {{"deploy", "--reason", "two words", "a=1"}, "deploy", "reason", "two words", {"a=1"}},
      {{"env", "exec", "api", "--", "printf", "[%s]", "[a,b]", "", "\x1f[x"},
       "env exec",
       "",
       "",
       {"api", "printf", "[%s]", "[a,b]", "", "\x1f[x"}},
      {{"deploy", "--reason", "[x,y]", "a=1"}, "deploy", "reason", "[x,y]", {"a=1"}},
      {{"deploy", "--reason", "env", "a=1"}, "deploy", "reason", "env", {"a=1"}},
  };
  for (const Row& row : rows) {
    const ParsedArgs args = parse_argv(row.argv);
    CAPTURE(row.argv[0] + " " + row.argv[1]);
    CHECK(args.command->path == row.path);
    if (!row.option.empty()) CHECK(args.get(row.option) == row.value);
    CHECK(args.positionals == row.positionals);
  }
}

TEST_CASE("an option that repeats keeps every value and swallows no word after it") {
  const ParsedArgs args =
      parse_argv({"deploy", "--param", "a=1", "chat@main", "--param=b=2", "-y"});
  CHECK(args.all("param") == std::vector<std::string>{"a=1", "b=2"});
  CHECK(args.positionals == std::vector<std::string>{"chat@main"});
  CHECK(args.has("yes"));
  CHECK_FALSE(args.has("force"));
}

TEST_CASE("what is wrong with a command line is said with the nearest right one") {
  struct Row {
    std::vector<std::string> argv;
    Reason reason;
    std::string what, offer;
  };
  const Row rows[] = {
      {{"deplpy"}, Reason::usage_unknown_command, "deplpy", "chatops deploy"},
      {{"env", "lsit"}, Reason::usage_unknown_command, "env lsit", "chatops env list"},
      {{"zzzzzz"}, Reason::usage_unknown_command, "zzzzzz", ""},
      {{"env"},
       Reason::usage_missing_argument,
       "env",
       "list, show, create, delete, use, follow, pin, hold, unhold, history, logs, "
       "events, open, exec, port-forward, values, export"},
      {{"deploy", "--dryrun"}, Reason::usage_unknown_option, "--dryrun", "--dry-run"},
      {{"deploy", "--dryrun=1"}, Reason::usage_unknown_option, "--dryrun", "--dry-run"},
      {{"env", "list", "extra"}, Reason::usage_unexpected_argument, "extra", ""},
      {{"branch"}, Reason::usage_missing_argument, "BRANCH", ""},
      {{"iteration", "adopt", "--all", "-x"}, Reason::usage_unknown_option, "-x", ""},
      {{"--quite"}, Reason::usage_unknown_option, "--quite", "--quiet"},
      {{"-q"}, Reason::usage_missing_argument, "COMMAND", "chatops help"},
      {{"deploy", "-o"}, Reason::usage_missing_argument, "--output", ""},
      {{"env", "list", "-e", "s42"}, Reason::usage_unknown_option, "-e", ""},
      {{}, Reason::usage_missing_argument, "COMMAND", "chatops help"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.what);
    try {
      parse_argv(row.argv);
      FAIL("was accepted");
    } catch (const Error& e) {
      CHECK(code_of(e.reason) == code_of(row.reason));
      CHECK(e.args.get("what") == row.what);
      CHECK(e.args.get("try") == row.offer);
      CHECK(exit_code(e.kind()) == 2);
    }
  }
}
