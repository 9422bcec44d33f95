// From words to typed requests, and typed requests through JSON and back.
// SPDX-License-Identifier: Apache-2.0
#include "command/read.hpp"

#include <doctest/doctest.h>

#include <nlohmann/json.hpp>

#include "command/reply.hpp"

using namespace chatops;
using namespace chatops::command;

namespace {

Request read(const std::vector<std::string>& words, bool terminal = false) {
  const Around around{.read_file = [](const std::string& path) -> Result<std::string> {
                        if (path == "absent")
                          return failure(Reason::file_unreadable, {{"what", path}});
                        return "text of " + path;
                      },
                      .terminal = terminal};
  return read_request(parse_argv(words), around);
}

template <class T>
T read_as(const std::vector<std::string>& words, bool terminal = false) {
  return boost::variant2::get<T>(read(words, terminal));
}

}  // namespace

TEST_CASE("deploy: overrides, parameters and how far to go") {
  const auto r = read_as<DeployRequest>({"deploy", "-e", "s42", "chat=v=1@x", "live@feature/a=b",
                                         "--param", "K=V=W", "--timeout", "1h30m", "--no-wait",
                                         "--pin", "--from", "f.json", "-y"});
  CHECK(r.environment == "s42");
  REQUIRE(r.overrides.size() == 2);
  CHECK(r.overrides[0].component == "chat");
  CHECK(r.overrides[0].version == "v=1@x");
  CHECK(r.overrides[1].branch == "feature/a=b");
  CHECK(r.parameters.at("K") == "V=W");
  CHECK(r.mode == "pin");
  CHECK(r.from == "text of f.json");
  CHECK(r.options.yes);
  CHECK_FALSE(r.options.wait);
  CHECK(r.options.timeout_ms == 5'400'000);
}

TEST_CASE("env show follows a running deployment where a person watches, unless told otherwise") {
  CHECK(read_as<EnvShowRequest>({"env", "show", "s42"}, true).wait);
  CHECK_FALSE(read_as<EnvShowRequest>({"env", "show", "s42"}, false).wait);
  CHECK(read_as<EnvShowRequest>({"env", "show", "s42", "--wait"}, false).wait);
  CHECK_FALSE(read_as<EnvShowRequest>({"env", "show", "s42", "--no-wait"}, true).wait);
  CHECK(read_as<EnvShowRequest>({"env", "show", "s42", "-w"}, true).watch);
  CHECK_FALSE(read_as<EnvShowRequest>({"env", "show", "s42", "-w"}, true).wait);
}

TEST_CASE("the environment is a word or an option, not two different ones") {
  CHECK(read_as<EnvHistoryRequest>({"env", "history", "s42"}).environment == "s42");
  CHECK(read_as<EnvHistoryRequest>({"env", "history", "-e", "s42"}).environment == "s42");
  CHECK(read_as<EnvHistoryRequest>({"env", "history", "-e", "s42", "s42"}).environment == "s42");
  CHECK_THROWS_AS(read({"env", "history", "-e", "s42", "s43"}), Error);
}

TEST_CASE("words of the commands about dev mode") {
  const auto start = read_as<DevStartRequest>({"dev", "start", "chat", "-e", "s42", "--image",
                                               "php:8", "--root", "/srv", "--variable", "A=b=c"});
  CHECK(start.component == "chat");
  CHECK(start.environment == "s42");
  CHECK(start.image == "php:8");
  CHECK(start.root == "/srv");
  CHECK(start.variables.at("A") == "b=c");
  CHECK_THROWS_AS(read({"dev", "start", "chat", "--variable", "A"}), Error);
  CHECK(read_as<DevStartRequest>({"dev", "start"}).component.empty());
  CHECK(read_as<DevSyncRequest>({"dev", "sync", "wait"}).what == "wait");
  const auto paused = read_as<DevSyncRequest>({"dev", "sync", "pause", "chat"});
  CHECK(paused.what == "pause");
  CHECK(paused.component == "chat");
  const auto made = read_as<DevStartRequest>({"dev", "start", "mailer", "--new", "--image",
                                              "node:20", "--port", "8025", "--port", "1025"});
  CHECK(made.made);
  CHECK(made.ports == std::vector<std::uint16_t>{8025, 1025});
  CHECK(read_as<DevStartRequest>({"dev", "start", "chat", "--take-over"}).take_over);
  const auto keep = read_as<DevKeepRequest>({"dev", "keep", "chat", "-e", "s42"});
  CHECK(keep.component == "chat");
  CHECK(keep.environment == "s42");
  CHECK(keep.asked.empty());
  CHECK_THROWS_AS(read({"dev", "start", "m", "--new", "--image", "x", "--take-over"}), Error);
  CHECK_THROWS_AS(read({"dev", "start", "mailer", "--new"}), Error);
  CHECK_THROWS_AS(read({"dev", "start", "mailer", "--port", "80"}), Error);
  CHECK_THROWS_AS(read({"dev", "start", "m", "--new", "--image", "x", "--port", "80:90"}), Error);
  const auto check = read_as<DevImageRequest>(
      {"dev", "image", "check", "chat", "--image", "dev:1", "--root", "/src", "--timeout", "90s"});
  CHECK(check.target == "chat");
  CHECK(check.image == "dev:1");
  CHECK(check.root == "/src");
  CHECK(check.timeout_ms == 90'000);
  CHECK_THROWS_AS(read({"dev", "image", "pull", "chat"}), Error);
  CHECK_THROWS_AS(read({"dev", "image", "check"}), Error);
  CHECK_THROWS_AS(read({"dev", "sync", "chat", "web"}), Error);
  CHECK_THROWS_AS(read({"dev", "debug", "chat", "--language", "cobol"}), Error);
  CHECK_THROWS_AS(read({"dev", "port-forward", "chat", "x"}), Error);
  CHECK(read_as<DevRunRequest>({"dev", "run", "chat", "--", "a", "-b"}).argv ==
        std::vector<std::string>{"a", "-b"});
  const auto sync = read_as<DevSyncRequest>({"dev", "sync", "chat", "--once", "--folder", "src"});
  CHECK(sync.once);
  CHECK(sync.folder == "src");
  CHECK_FALSE(sync.both_ways);
  CHECK(read_as<DevEndRequest>({"dev", "end", "chat", "--force"}).force);
  CHECK(read_as<DevStatusRequest>({"dev", "status", "-e", "s42"}).environment == "s42");
}

TEST_CASE("words of the commands about what an environment is kept at, and about the server") {
  const auto hold =
      read_as<EnvHoldRequest>({"env", "hold", "-e", "s42", "--until", "4h", "a", "demo"});
  CHECK(hold.environment == "s42");
  CHECK(hold.reason == "a demo");
  CHECK(hold.until_ms == 4 * 3'600'000);
  const auto logs =
      read_as<EnvLogsRequest>({"env", "logs", "chat", "jobs", "--since", "10m", "-e", "s42"});
  CHECK(logs.environment == "s42");
  CHECK(logs.components == std::vector<std::string>{"chat", "jobs"});
  CHECK(logs.since_ms == 600000);
  CHECK(logs.tail == 0);
  CHECK(read_as<EnvLogsRequest>({"env", "logs", "chat", "-f"}).tail == 100);
  CHECK(read_as<EnvLogsRequest>({"env", "logs", "--all"}).components.empty());

  const auto exec = read_as<EnvExecRequest>(
      {"env", "exec", "chat", "-c", "side", "--", "ls", "-la", "--help", "-c"});
  CHECK(exec.component == "chat");
  CHECK(exec.container == "side");
  CHECK(exec.argv == std::vector<std::string>{"ls", "-la", "--help", "-c"});
  for (const char* port : {"0", "70000", "a", "80:", "1:2:3", "80:0", "-1"}) {
    CAPTURE(port);
    CHECK_THROWS_AS(read_as<EnvPortForwardRequest>({"env", "port-forward", "chat", "--", port}),
                    Error);
  }
  const auto pin = read_as<EnvPinRequest>({"env", "pin", "chat=v1", "api", "--until", "30m"});
  CHECK(pin.components == std::vector<std::string>{"chat=v1", "api"});
  CHECK(pin.until_ms == 30 * 60'000);
  CHECK(read_as<EnvFollowRequest>({"env", "follow", "chat@a=b"}).components.size() == 1);
  const auto replay = read_as<ServeReplayRequest>({"serve", "replay", "120..140"});
  CHECK(replay.from == 120);
  CHECK(replay.to == 140);
  CHECK(read_as<ServeReplayRequest>({"serve", "replay", "7"}).to == 7);
  CHECK(read_as<IterationCompleteRequest>({"iteration", "complete", "42", "--move-open", "43"})
            .move_open == "43");
  CHECK(read_as<AuditListRequest>({"audit", "list"}).limit == 20);
}

TEST_CASE("values that do not do are refused with what does") {
  struct Row {
    std::vector<std::string> argv;
    Reason reason;
    std::string what;
  };
  const Row rows[] = {
      {{"deploy", "chat"}, Reason::usage_bad_value, "COMPONENT=VERSION"},
      {{"deploy", "=v"}, Reason::usage_bad_value, "COMPONENT=VERSION"},
      {{"deploy", "chat="}, Reason::usage_bad_value, "COMPONENT=VERSION"},
      {{"deploy", "--timeout", "10"}, Reason::usage_bad_value, "--timeout"},
      {{"deploy", "--param", "novalue"}, Reason::usage_bad_value, "--param"},
      {{"deploy", "--wait", "--no-wait"}, Reason::usage_conflicting_options, "--wait"},
      {{"deploy", "--pin", "--follow"}, Reason::usage_conflicting_options, "--pin"},
      {{"deploy", "--from", "absent"}, Reason::file_unreadable, "absent"},
      {{"rollback", "first"}, Reason::usage_bad_value, "REVISION"},
      {{"rollback", "0"}, Reason::usage_bad_value, "REVISION"},
      {{"rollback", "99999999999999999999"}, Reason::usage_bad_value, "REVISION"},
      {{"env", "history", "-n", "-1"}, Reason::usage_bad_value, "--limit"},
      {{"env", "use", "s42", "--clear"}, Reason::usage_conflicting_options, "s42"},
      {{"artifact", "show", "chat@main"}, Reason::usage_bad_value, "COMPONENT=VERSION"},
      {{"env", "follow", "chat=v"}, Reason::usage_bad_value, "COMPONENT[@BRANCH]"},
      {{"env", "follow", "chat@"}, Reason::usage_bad_value, "COMPONENT[@BRANCH]"},
      {{"env", "pin", "chat@main"}, Reason::usage_bad_value, "COMPONENT[=VERSION]"},
      {{"env", "pin", "chat", "--until", "soon"}, Reason::usage_bad_value, "--until"},
      {{"serve", "replay", "a"}, Reason::usage_bad_value, "FROM..TO"},
      {{"serve", "replay", "9..3"}, Reason::usage_bad_value, "FROM..TO"},
      {{"serve", "replay", "3.."}, Reason::usage_bad_value, "FROM..TO"},
      {{"people", "link", "lin", "coding:7"}, Reason::usage_bad_value, "ACCOUNT"},
      {{"people", "link", "coding:8", "coding:7"}, Reason::usage_bad_value, "ACCOUNT"},
      {{"people", "link", "coding:7"}, Reason::usage_missing_argument, "ACCOUNT"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.what);
    try {
      read(row.argv);
      FAIL("was accepted: " << row.argv.back());
    } catch (const Error& e) {
      CHECK(code_of(e.reason) == code_of(row.reason));
      CHECK(e.args.get("what") == row.what);
    }
  }
  for (const char* word : {"chat", "chat@main"}) {  // only what it takes is offered
    try {
      read({"artifact", "show", word});
      FAIL("was accepted");
    } catch (const Error& e) {
      CHECK(e.args.get("try") == "COMPONENT=VERSION");
    }
  }
  CHECK_THROWS_AS(output_format(parse_argv({"env", "list", "-o", "xml"})), Error);
  CHECK(output_format(parse_argv({"env", "list", "-o", "json"})) == "json");
  CHECK(output_format(parse_argv({"env", "list"})) == "table");
}

TEST_CASE("every command's request goes through JSON and comes back the same") {
  const std::vector<std::vector<std::string>> lines = {
      {"deploy", "-e", "s42", "chat=1", "live@b", "--param", "a=b", "--create", "--chart", "1.2.3",
       "--reason", "why", "--timeout", "90s", "--look", "200"},
      {"branch", "chat", "main", "--deploy", "--look", "200"},
      {"rollback", "3"},
      {"env", "list", "-a"},
      {"env", "show", "s42"},
      {"env", "create", "s43", "--class", "x"},
      {"env", "delete", "s42", "--force", "--confirm", "s42"},
      {"env", "use", "s42"},
      {"env", "history", "s42", "-n", "5"},
      {"env", "values", "s42"},
      {"env", "export", "s42"},
      {"iteration", "list"},
      {"iteration", "show", "42"},
      {"iteration", "adopt", "42", "43"},
      {"serve", "--config", "s.yaml", "--listen", "8000", "--application", "a", "--check"},
      {"serve", "status"},
      {"serve", "login", "lin"},
      {"serve", "setup-hooks"},
      {"artifact", "list", "chat", "-b", "main"},
      {"artifact", "show", "chat=1"},
      {"notify", "mute", "updated"},
      {"notify", "unmute", "waiting", "members"},
      {"notify", "status"},
      {"config", "show"},
      {"config", "check"},
      {"config", "init", "--offline"},
      {"config", "edit", "--user"},
      {"auth", "login", "registry", "r.test", "-u", "lan", "--store", "file"},
      {"auth", "status", "--offline"},
      {"auth", "logout", "coding", "--for", "ci"},
      {"doctor", "kube", "--pull", "s42"},
      {"version"},
      {"completion", "bash"},
      {"help", "env", "list"},
      {"serve", "backup", "/b/one.db", "--replace"},
      {"serve", "replay", "3..9"},
      {"env", "follow", "chat@main", "--reason", "r"},
      {"env", "pin", "chat", "--until", "1h"},
      {"env", "hold", "demo", "--until", "1h"},
      {"env", "unhold", "-e", "s42"},
      {"env", "logs", "chat", "-f", "-e", "s42"},
      {"env", "events", "chat", "--warnings", "-e", "s42"},
      {"env", "open", "web", "--no-browser"},
      {"env", "exec", "chat", "-c", "side", "-e", "s42", "--", "ls", "-la", "--help"},
      {"env", "port-forward", "chat", "8080:80", ":5432"},
      {"audit", "list", "-e", "s42", "-n", "3"},
      {"people", "list"},
      {"people", "link", "coding:7", "local:lin"},
      {"dev", "start", "chat", "--take-over", "--image", "i:1", "--root", "/r", "--container", "c",
       "--variable", "A=b", "--timeout", "1m"},
      {"dev", "sync", "chat", "--folder", "f", "--both-ways", "--once"},
      {"dev", "status", "-e", "s42"},
      {"dev", "list"},
      {"dev", "image", "check", "chat", "--image", "i:1", "--root", "/r", "--container", "c", "-e",
       "s42"},
      {"dev", "shell", "chat"},
      {"dev", "run", "chat", "--watch", "--variable", "A=b", "--", "make", "-j2"},
      {"dev", "debug", "chat", "--port", "9000:9229", "--language", "node", "--vscode"},
      {"dev", "port-forward", "chat", "8080:80"},
      {"dev", "logs", "chat", "-f", "-n", "3"},
      {"dev", "keep", "chat", "--timeout", "5s"},
      {"dev", "end", "chat", "--force"},
      {"iteration", "start", "42"},
      {"iteration", "complete", "42", "--move-open", "43"},
      {"iteration", "reopen", "42"},
      {"sandbox", "start", "--port", "7"},
      {"sandbox", "stop", "--forget"},
      {"sandbox", "status"}};
  CHECK(lines.size() == boost::variant2::variant_size_v<Request>);
  for (const auto& line : lines) {
    const Request request = read(line);
    const nlohmann::json document = to_document(request);
    CAPTURE(document.dump());
    CHECK(document["command"] == path_of(request));
    CHECK(to_document(request_of(document)) == document);
    CHECK(request_of(document).index() == request.index());
  }
}

TEST_CASE("a request document that is none is refused") {
  for (const char* text :
       {"[]", "{}", R"({"command":1})", R"({"command":"nope"})",
        R"({"command":"deploy","overrides":5})", R"({"command":"deploy","options":{"yes":"x"}})"}) {
    CAPTURE(text);
    CHECK_THROWS_AS(request_of(nlohmann::json::parse(text)), Error);
  }
}

TEST_CASE("errors, outcomes and needs go through JSON and come back the same") {
  Error error(Reason::config_invalid, {{"what", "a"}, {"where", "f:1:2"}});
  error.more.emplace_back(Reason::yaml_unknown_key, Args{{"what", "b"}});
  const Error back = error_of(to_document(error));
  CHECK(back.reason == error.reason);
  CHECK(back.args.get("where") == "f:1:2");
  REQUIRE(back.more.size() == 1);
  CHECK(back.more[0].reason == Reason::yaml_unknown_key);

  const Outcome outcome{
      .kind = "plan", .body = {{"x", 1}}, .error = error, .notes = {Error(Reason::artifact_moved)}};
  CHECK(to_document(outcome_of(to_document(outcome))) == to_document(outcome));
  CHECK_THROWS_AS(outcome_of(nlohmann::json::array()), Error);

  card::Card card{.kind = "deploy", .subject = "s42", .revision = "sha256:1"};
  card.settings = {{"name", card::FieldKind::typed_confirmation, "s42", {"a"}}};
  card.columns = {{"component", card::CellKind::text}, {"change", card::CellKind::word}};
  card.option_columns = {{"built_at", card::CellKind::time}};
  card.rows = {{"chat", {"chat"}},
               {.id = "api",
                .cells = {"api"},
                .runs = "main-1",
                .pick = card::Pick{card::PickMode::pin, "main-1"},
                .wanted = "main-1",
                .options = {{"main-1", "main", {"2026-01-01T00:00:00Z"}}}}};
  card.buttons = {{"deploy", card::Tone::danger}};
  const Need need{card, {{"y", 2}}, "plan"};
  const Need need_back = need_of(to_document(need));
  CHECK(need_back.card == card);
  CHECK(need_back.body == need.body);
  CHECK_THROWS_AS(need_of(nlohmann::json::object()), Error);
}

TEST_CASE("auth: which credential is meant, and what fits it") {
  const auto login =
      read_as<AuthLoginRequest>({"auth", "login", "coding", "--url", "https://acme.coding.net",
                                 "--for", "cd", "--store", "file", "--with-token"});
  CHECK(login.system == "coding");
  CHECK(login.use == "cd");
  CHECK(login.store == "file");
  CHECK(login.with_token);
  CHECK(read_as<AuthLogoutRequest>({"auth", "logout", "registry", "r.test"}).host == "r.test");
  const std::vector<std::vector<std::string>> wrong = {
      {"auth", "login", "github"},
      {"auth", "login", "registry"},
      {"auth", "login", "coding", "acme.coding.net"},
      {"auth", "login", "coding", "--for", "everything"},
      {"auth", "login", "coding", "--store", "cloud"},
      {"auth", "login", "coding", "--username", "lan"},
      {"auth", "login", "registry", "r.test", "--url", "x"},
      {"auth", "login", "registry", "r.test", "-u", "a:b"},
      {"auth", "login", "coding", "--token", "secret"},
  };
  for (const auto& words : wrong) {
    CAPTURE(words.back());
    CHECK_THROWS_AS(read(words), Error);
  }
}

TEST_CASE("a secret is no part of a request that travels") {
  AuthLoginRequest login;
  login.system = "coding";
  login.secret = Secret("geheim");
  CHECK(to_document(Request(login)).dump().find("geheim") == std::string::npos);
}
