// Errors, outcomes and events as a person and as a script read them.
// SPDX-License-Identifier: Apache-2.0
#include "render/output.hpp"

#include <doctest/doctest.h>

#include "core/dev_image.hpp"
#include "render/catalogue/catalogue.hpp"
#include "render/views.hpp"

using namespace chatops;
using namespace chatops::render;
using command::Outcome;
using nlohmann::json;

namespace {

Style style(Format format = Format::table, Language language = Language::en) {
  return {.format = format, .language = language, .now = *from_rfc3339("2026-11-24T08:00:00Z")};
}

json line(const char* component, const char* runs, const char* wanted, const char* change) {
  const auto version = [](const char* text) {
    return *text == '\0' ? json()
                         : json{{"version", text},
                                {"branch", "main"},
                                {"build", 31},
                                {"built_at", "2026-11-24T06:00:00Z"}};
  };
  return {{"component", component}, {"runs", version(runs)},          {"wanted", version(wanted)},
          {"change", change},       {"choice", {{"follow", "main"}}}, {"waiting", json()},
          {"newer", json::array()}};
}

json plan() {
  return {
      {"environment", "s42"},
      {"class", "tencent"},
      {"namespace", "classroom-s42"},
      {"address", "http://s42.localhost/"},
      {"components", json::array({line("chat", "main-30-aaaaaaa", "main-31-bbbbbbb", "updated"),
                                  line("portal", "main-9-ccccccc", "main-9-ccccccc", "same")})},
      {"chart",
       {{"name", "classroom"},
        {"runs", "1.0.0"},
        {"wanted", "1.1.0"},
        {"choice", {{"follow", "^1.0"}}}}},
      {"parameters", json::array({{{"name", "Replicas"}, {"before", "1"}, {"after", "2"}}})},
      {"values",
       {{"changed", true},
        {"changes",
         json::array({{{"path", "/api/replicas"}, {"before", 1}, {"after", 2}},
                      {{"path", "/api/db~1x/password"}, {"before", "a"}, {"after", "b"}},
                      {{"path", "/motd"}, {"before", nullptr}, {"after", "hi"}, {"added", true}}})},
        {"digest", "sha256:0123456789abcdef"},
        {"text", "a: 1\n"}}},
      {"lacking", json::array()}};
}

}  // namespace

TEST_CASE("an error says what, why and what to try") {
  const Error error(Reason::unknown_component, {{"what", "chta"}, {"try", "chat"}});
  CHECK(error_text(style(), error) ==
        "error: component \"chta\" not found\n  try: did you mean chat?\n");
  CHECK(error_text(style(Format::table, Language::zh), error) ==
        "错误：没有组件 \"chta\"\n  建议：是不是想写 chat？\n");
}

TEST_CASE("a file's mistakes are told one by one, without a bag around them") {
  Error bag(Reason::config_invalid, {{"what", "chatops.yaml"}});
  bag.more.emplace_back(Reason::yaml_unknown_key,
                        Args{{"what", "chrat"}, {"where", "chatops.yaml:3:1"}, {"try", "chart"}});
  bag.more.emplace_back(Reason::yaml_missing_key,
                        Args{{"what", "deploy"}, {"where", "chatops.yaml:1:1"}});
  CHECK(error_text(style(), bag) ==
        "error: chatops.yaml:3:1: unknown key chrat\n  try: did you mean chart?\nerror: "
        "chatops.yaml:1:1: deploy is required\n");
}

TEST_CASE("what differs in nothing that is shown reads as one") {
  Error first(Reason::auth_invalid, {{"what", "registry"}, {"scope", "repository:a:pull"}});
  first.more.emplace_back(Reason::auth_invalid,
                          Args{{"what", "registry"}, {"scope", "repository:b:pull"}});
  CHECK(error_text(style(), first) ==
        "error: registry rejected these credentials\n  try: check that it is complete and has not "
        "expired\n");
}

TEST_CASE("an error for scripts is on standard output, with code, reason, message and hint") {
  const Printed printed = print(style(Format::json),
                                Error(Reason::deployment_running, {{"what", "7"}, {"why", "lan"}}));
  CHECK(printed.err.empty());
  const json document = json::parse(printed.out);
  CHECK(document["schema_version"] == 1);
  CHECK(document["error"]["code"] == 6);
  CHECK(document["error"]["reason"] == "deployment_running");
  CHECK(document["error"]["message"] == "revision 7 is being deployed by lan");
  CHECK(document["error"]["args"]["why"] == "lan");
  CHECK(document["error"]["hint"].get<std::string>().find("env show") != std::string::npos);
}

TEST_CASE("escape sequences in an error's arguments do not reach the terminal") {
  const std::string text = error_text(
      style(), Error(Reason::refused, {{"what", "CODING"}, {"why", "\x1b]52;c;evil\x07"}}));
  CHECK(text.find('\x1b') == std::string::npos);
  CHECK(text.find('\x07') == std::string::npos);
}

TEST_CASE("a plan shows what runs, what will, and what else changes") {
  const Printed printed = print(style(), Outcome{.kind = "plan", .body = plan()});
  CHECK(printed.out ==
        "s42 (tencent) in namespace classroom-s42 at http://s42.localhost/\n"
        "\n"
        "COMPONENT  RUNS             WILL RUN         CHANGE  BRANCH  BUILD  AGE  MODE\n"
        "chat       main-30-aaaaaaa  main-31-bbbbbbb  update  main    31     2h   follow main\n"
        "portal     main-9-ccccccc   main-9-ccccccc   same    main    31     2h   follow main\n"
        "\n"
        "chart classroom 1.0.0 -> 1.1.0 (follow ^1.0)\n"
        "parameter Replicas: 1 -> 2\n"
        "values api.replicas: 1 -> 2\n"
        "values api.db/x.password: (not shown) -> (not shown)\n"
        "values motd: (none) -> \"hi\"\n"
        "\n"
        "1 of 2 components change.\n");
}

TEST_CASE("a plan of which no component tells says what is deployed, and back to what") {
  json body = plan();
  body["components"] = json::array({line("portal", "main-9-c", "main-9-c", "same")});
  const auto text = [&] { return print(style(), Outcome{.kind = "plan", .body = body}).out; };
  CHECK(text().find("No component changes; the chart, values or parameters do.") !=
        std::string::npos);
  body["parameters"] = json::array();
  body["values"]["changed"] = false;
  body["chart"]["change"] = "same";
  CHECK(text().find("Nothing changes; the running content is deployed again.") !=
        std::string::npos);
  body["repeats"] = 4;
  CHECK(text().find("revision 4, which did not succeed") != std::string::npos);
  body["back_to"] = 3;
  body["target"] = {{"actor", "lan"}, {"ended_at", "2026-11-24T07:00:00Z"}, {"reason", "demo"}};
  CHECK(text().find("Back to revision 3 (by lan, 1h ago): demo\n") != std::string::npos);
  body["components"][0]["runs_known"] = false;
  CHECK(text().find("portal     (not known)") != std::string::npos);
}

TEST_CASE("a history's wide table tells more than the other") {
  const json item = {{"revision", 2},
                     {"status", "succeeded"},
                     {"created_at", "2026-11-24T07:00:00Z"},
                     {"started_at", "2026-11-24T07:00:01Z"},
                     {"ended_at", "2026-11-24T07:01:01Z"},
                     {"actor", {{"name", "lan"}, {"origin", "cli"}}},
                     {"back_to", 1},
                     {"link", "http://cd/x"},
                     {"changes", json::array({{{"component", "chat"}, {"after", "main-1"}}})}};
  const Outcome outcome{.kind = "history", .body = {{"items", json::array({item})}}};
  const std::string plain = print(style(), outcome).out;
  CHECK(plain.find("back to 1: chat=main-1") != std::string::npos);
  CHECK(plain.find("http://cd/x") == std::string::npos);
  const std::string wide = print(style(Format::wide), outcome).out;
  CHECK(wide.find("http://cd/x") != std::string::npos);
  CHECK(wide.find("2026-11-24T07:00:01Z") != std::string::npos);
}

TEST_CASE("an environment says which attempt brought what runs, where that is worth saying") {
  json body = {{"name", "s"},
               {"state", "failed"},
               {"revision", 3},
               {"runs_revision", 3},
               {"runs_status", "failed"},
               {"runs_known", true},
               {"components", json::array()},
               {"deployment", json()}};
  const auto text = [&] {
    return print(style(), Outcome{.kind = "environment", .body = body}).out;
  };
  CHECK(text().find("Running: what revision 3 deployed (revision 3 failed)") != std::string::npos);
  body["runs_status"] = "succeeded";
  CHECK(text().find("Running:") == std::string::npos);
  body["runs_revision"] = 2;
  CHECK(text().find("Running: what revision 2 deployed\n") != std::string::npos);
  body["doubtful_revision"] = 3;
  CHECK(text().find("Running: not known since revision 3") != std::string::npos);
}

TEST_CASE("a waiting component says for what, and where its build is") {
  json body = plan();
  body["components"][0]["waiting"] = {{"branch", "feature/x"}, {"build_url", "http://ci/7"}};
  CHECK(print(style(), Outcome{.kind = "plan", .body = body})
            .out.find("waiting for feature/x (http://ci/7)") != std::string::npos);
  CHECK(print(style(Format::table, Language::zh), Outcome{.kind = "plan", .body = body})
            .out.find("等待 feature/x") != std::string::npos);
}

TEST_CASE(
    "JSON is the body with a schema version; the error stands in it and decides the exit code") {
  Outcome outcome{.kind = "deployment", .body = {{"environment", "s42"}, {"status", "failed"}}};
  outcome.error =
      Error(Reason::deployment_failed, {{"what", "s42"}, {"why", "image cannot be pulled"}});
  const Printed printed = print(style(Format::json), outcome);
  const json document = json::parse(printed.out);
  CHECK(document["kind"] == "deployment");
  CHECK(document["environment"] == "s42");
  CHECK(document["error"]["reason"] == "deployment_failed");
  CHECK(exit_code_of(outcome) == 1);
  CHECK(exit_code_of(Outcome{.kind = "plan"}) == 0);
}

TEST_CASE("a failed deployment says in its first line what its cluster says") {
  const Error failed(Reason::deployment_failed, {{"what", "s42"},
                                                 {"why", "deploy: timed out"},
                                                 {"cause", "container_crashed"},
                                                 {"cause.component", "api"},
                                                 {"cause.container", "main"},
                                                 {"cause.exit", "3"}});
  CHECK(message_of(Language::en, failed) ==
        "deployment of s42 failed: api: container main ended with exit code 3");
  CHECK(message_of(Language::zh, failed) == "部署 s42 失败：api：容器 main 已退出，退出码 3");
}

TEST_CASE("of a container that ended all last lines are shown") {
  json log = json::array();
  for (int i = 1; i <= 20; ++i) log.push_back("line " + std::to_string(i));
  const json why{{"reason", "container_crashed"}, {"args", {{"container", "main"}}}};
  const json body{
      {"troubles", json::array({{{"component", "api"}, {"error", why}, {"log", log}}})}};
  const std::string text = troubles_text(style(), body);
  CHECK(text.find("container main ended\n") != std::string::npos);
  CHECK(text.find("    | line 1\n") != std::string::npos);
  CHECK(text.ends_with("    | line 20\n"));
}

TEST_CASE("an empty table says so beside itself, and what to do next") {
  for (const char* kind : {"environments", "history", "iterations", "artifacts", "dev_sessions"}) {
    CAPTURE(kind);
    Outcome outcome{.kind = kind, .body = {{"items", json::array()}, {"environment", "s42"}}};
    const auto english = print(style(), outcome);
    const auto chinese = print(style(Format::wide, Language::zh), outcome);
    CHECK(english.err.find("chatops ") != std::string::npos);
    CHECK(english.err.find('{') == std::string::npos);
    CHECK(chinese.err.find("chatops ") != std::string::npos);
    CHECK(english.err != chinese.err);
    CHECK(english.out.find('`') == std::string::npos);
    for (const Format format : {Format::json, Format::yaml, Format::name}) {
      CAPTURE(static_cast<int>(format));
      const auto scripts = print(style(format), outcome);
      CHECK(scripts.err.empty() != (format == Format::name));
    }
    Style quiet = style();
    quiet.quiet = true;
    CHECK(print(quiet, outcome).err.empty());
    outcome.body["items"].push_back(json::object());
    CHECK(print(style(), outcome).err.empty());
  }
}

TEST_CASE("names are one a line, for loops of a shell") {
  const json items = json::array({{{"name", "s42"}}, {{"name", "evil\nname"}}});
  CHECK(
      print(style(Format::name), Outcome{.kind = "environments", .body = {{"items", items}}}).out ==
      "s42\nevil name\n");
  const json artifacts = json::array({{{"component", "chat"}, {"version", "main-1-abc"}}});
  CHECK(print(style(Format::name), Outcome{.kind = "artifacts", .body = {{"items", artifacts}}})
            .out == "chat=main-1-abc\n");
}

TEST_CASE("names: one word a line for every kind, and no line for what has none") {
  const std::pair<const char*, const char*> rows[] = {
      {R"({"items": [{"name": "state file", "value": "/x"}], "files": ["/a"]})", "state-file\n"},
      {R"({"items": [{"system": "coding", "host": ""}, {"system": "registry", "host": "r.test"}]})",
       "coding\nr.test\n"},
      {R"({"items": [{"check": "clock", "health": "ok"}], "problems": 0})", "clock\n"},
      {R"({"files": ["/a b", "/b"], "ok": true, "problems": []})", "/a b\n/b\n"},
      {R"({"environment": {"name": "s42"}, "command": []})", "s42\n"},
      {R"({"running": false, "url": "", "directory": ""})", ""},
      {R"({"items": [{}, {"name": ""}]})", ""},
      {R"({"items": []})", ""},
      {R"({"file": "/x/chatops.yaml", "found": {}, "open": []})", "/x/chatops.yaml\n"}};
  for (const auto& [body, names] : rows) {
    CAPTURE(body);
    CHECK(print(style(Format::name), Outcome{.kind = "any", .body = json::parse(body)}).out ==
          names);
  }
}

TEST_CASE("events are plain timestamped lines") {
  const command::Event event{
      "stage",
      {{"kind", "stage"},
       {"at", "2026-11-24T07:30:12.345Z"},
       {"environment", "s42"},
       {"revision", 3},
       {"stage", {{"name", "deploy\x1b[1m"}, {"status", "failed"}, {"cause", "boom"}}}}};
  CHECK(event_line(style(), event) == "2026-11-24T07:30:12Z  s42 #3  deploy\uFFFD[1m  failed\n");
  Style quiet = style();
  quiet.quiet = true;
  CHECK(event_line(quiet, event).empty());
  CHECK(event_line(style(), {"following", event.body}).empty());
}

TEST_CASE("a failed stage's last lines stand beneath it, made safe") {
  json log = json::array({7});
  for (int i = 1; i <= 12; ++i) log.push_back("line " + std::to_string(i));
  log.push_back("\x1b[2Jgone");
  const command::Event event{
      "stage",
      {{"at", "2026-11-24T07:30:12.345Z"},
       {"environment", "s42"},
       {"revision", 3},
       {"stage", {{"name", "deploy"}, {"status", "failed"}, {"cause", "boom"}, {"log", log}}}}};
  const std::string text = event_line(style(), event);
  CHECK(text.find("failed\n    | line 6\n") != std::string::npos);
  CHECK(text.ends_with("    | line 12\n    | \uFFFD[2Jgone\n"));
}

TEST_CASE("an exchange is shown in lines, made safe; a notice is one sentence") {
  const Exchange exchange{.system = "test.call",
                          .method = "POST",
                          .url = "https://h/p",
                          .outcome = "200",
                          .took = Millis(7),
                          .sent = 3,
                          .received = 9,
                          .sent_headers = {"Accept: x"},
                          .received_headers = {"Server: a\x1b[1mb"},
                          .sent_body = "{\n}",
                          .received_body = ""};
  CHECK(exchange_text(exchange) ==
        "> POST https://h/p  (test.call)\n> Accept: x\n> { }\n"
        "< 200  7 ms  3 B > 9 B <\n< Server: a\uFFFD[1mb\n");
  CHECK(notice_text(style(), "s42", "failed") == "Environment s42: deployment failed");
  CHECK(notice_text(style(),
                    "s4\x1b"
                    "2",
                    "") == "Environment s4\uFFFD2: deployment unknown");
}

TEST_CASE("after an interruption it is said what goes on and where to look") {
  CHECK(interrupted_text(style(), "") == "Interrupted; nothing was changed.\n");
  CHECK(interrupted_text(style(), "s42").find("chatops env show s42") != std::string::npos);
  CHECK(interrupted_text(style(), "s42", true).find("chatops deploy -e s42") != std::string::npos);
}

TEST_CASE("an export is a script that does the same without us, its words quoted for the shell") {
  const json body = {
      {"command", json::array({"helm", "upgrade", "--install", "it's", "x"})},
      {"values", {{"a", "b"}}},
      {"left_out", {"Iteration=7"}},
      {"bill", {{"components", {{"api", {{"version", "1.10"}, {"digest", "sha256:ab"}}}}}}}};
  CHECK(print(style(), Outcome{.kind = "export", .body = body}).out ==
        "# api 1.10 sha256:ab\n# not in this command: Iteration=7\n"
        "helm upgrade --install 'it'\\''s' x <<'CHATOPS_VALUES'\na: b\nCHATOPS_VALUES\n");
}

TEST_CASE("an environment that is held says by whom, until when and why") {
  const json hold = {
      {"by", "lan"}, {"why", "demo"}, {"until", "2026-11-24T12:00:00Z"}, {"since", ""}};
  const Outcome outcome{.kind = "hold", .body = {{"environment", "s42"}, {"hold", hold}}};
  const std::string text = print(style(), outcome).out;
  CHECK(text == "s42: no automatic updates, by lan, until 2026-11-24T12:00:00Z: demo\n");
  CHECK(print(style(Format::table, Language::zh), outcome).out.find("自动更新已暂停，由 lan") !=
        std::string::npos);
  const Outcome over{.kind = "hold", .body = {{"environment", "s42"}, {"hold", nullptr}}};
  CHECK(print(style(), over).out == "s42 is updated automatically.\n");

  json list = {{"name", "s42"}, {"state", "ready"}, {"hold", hold}};
  const Outcome all{.kind = "environments", .body = {{"items", json::array({list})}}};
  CHECK(print(style(Format::wide), all).out.find("by lan") != std::string::npos);
  CHECK(print(style(), all).out.find("by lan") == std::string::npos);
}

TEST_CASE("dev mode: who has what, what to do next, and how far a sync is") {
  const json session = {
      {"component", "api"}, {"environment", "s42"}, {"kind", "Deployment"},
      {"workload", "api"},  {"container", "web"},   {"root", "/src"},
      {"holder", "Lin"},    {"run_out", true},      {"since", "2026-11-24T07:00:00Z"},
      {"resumed", false}};
  const auto started = print(style(), Outcome{.kind = "dev_started", .body = session}).out;
  CHECK(started ==
        "api of s42 is in dev mode: Deployment api, container web, directory /src.\n"
        "To bring your directory there: chatops dev sync api\n"
        "To put it back: chatops dev end api\n");
  const auto table =
      print(style(), Outcome{.kind = "dev_sessions", .body = {{"items", json::array({session})}}})
          .out;
  CHECK(table.find("Deployment/api  Lin     1h   run out") != std::string::npos);
  json ended = session;
  ended["exact"] = true;
  CHECK(print(style(), Outcome{.kind = "dev_ended", .body = ended}).out ==
        "api of s42 is as it was before.\n");
  ended["exact"] = false;
  const Outcome changed{
      .kind = "dev_ended",
      .body = ended,
      .error = std::nullopt,
      .notes = {Error(Reason::dev_field_kept, {{"what", "replicas"}, {"after", "5"}})}};
  CHECK(print(style(), changed).err.find("replicas was changed by somebody else meanwhile") !=
        std::string::npos);

  json state = {{"component", "api"}, {"files", 3},       {"sent", 2},
                {"received", 0},      {"waiting", 1},     {"conflicts", 0},
                {"connected", true},  {"initial", false}, {"troubles", json::array()}};
  CHECK(print(style(), Outcome{.kind = "dev_synced", .body = state}).out ==
        "api: 3 paths are alike, 2 were sent\n");
  CHECK(event_line(style(), {.kind = "dev_sync", .body = state}) ==
        "api: 3 paths, 2 sent, 0 received, 1 waiting\n");
  state["initial"] = true;
  CHECK(event_line(style(), {.kind = "dev_sync", .body = state}) ==
        "api: comparing, 1 path is left\n");
  state["most"] = 4;
  CHECK(event_line(style(), {.kind = "dev_sync", .body = state}) ==
        "api: comparing, 1 path is left  [##################------]\n");
  state["connected"] = false;
  CHECK(event_line(style(), {.kind = "dev_sync", .body = state}).starts_with("api: connecting"));
  state["initial"] = false;
  state["troubles"] = json::array({command::to_document(
      Error(Reason::sync_incomplete, {{"count", "1"}, {"what", "big"}, {"why", "disk_full"}}))});
  const auto cut = event_line(style(), {.kind = "dev_sync", .body = state});
  CHECK(cut.find("api: not connected, trying again\n") == 0);
  CHECK(cut.find("big among them: the disk there is full") != std::string::npos);
  CHECK(cut.find("dev sync resume") == std::string::npos);
  state["troubles"] = json::array({command::to_document(
      Error(Reason::sync_halted, {{"what", "/src"}, {"why", "everything_gone"}}))});
  CHECK(event_line(style(), {.kind = "dev_sync", .body = state}).find("dev sync resume") !=
        std::string::npos);

  const auto all =
      print(style(), Outcome{.kind = "dev_list", .body = {{"items", json::array({session})}}}).out;
  CHECK(all.find("s42") < all.find("Deployment/api"));
  state["paused"] = true;
  CHECK(print(style(), Outcome{.kind = "dev_syncs", .body = {{"items", json::array({state})}}})
            .out.starts_with("api: paused, 1 path waits."));
  json left = {{"component", "api"},
               {"environment", "s42"},
               {"said_environment", "s42"},
               {"session", "stands"}};
  CHECK(event_line(style(), {.kind = "dev_left", .body = left}) ==
        "api of s42 stays in dev mode, and its pod may still come.\n"
        "To put it back: chatops dev end api -e s42\n");
  left["session"] = "former";
  left["said_environment"] = "";
  CHECK(event_line(style(), {.kind = "dev_left", .body = left}) ==
        "api of s42 is in dev mode as it was before this.\n"
        "To put it back: chatops dev end api\n");
  CHECK(message_of(Language::en, Error(Reason::fields_owned,
                                       {{"owned", "Deployment api"}, {"who", "Database shop"}})) ==
        "Deployment api belongs to Database shop, which may write it back");
  CHECK(message_of(Language::en, Error(Reason::fields_owned, {{"object", "x"}, {"who", "helm"}})) ==
        "fields of x belong to helm");
  const json debug = {{"component", "api"},
                      {"port", 9229},
                      {"configuration", {{"type", "node"}}},
                      {"file", "/src/.vscode/launch.json"}};
  CHECK(event_line(style(), {.kind = "dev_debug", .body = debug}) ==
        "The debugger of api is reached at 127.0.0.1:9229\n{\n  \"type\": \"node\"\n}\n"
        "Written to /src/.vscode/launch.json\n");
}

TEST_CASE("what dev mode made says so, and that it is gone") {
  const json session = {
      {"component", "mailer"}, {"environment", "s42"},      {"kind", "Deployment"},
      {"workload", "mailer"},  {"holder", "Lin"},           {"run_out", false},
      {"exact", true},         {"restored", json::array()}, {"made", true}};
  const auto all =
      print(style(), Outcome{.kind = "dev_list", .body = {{"items", json::array({session})}}}).out;
  CHECK(all.find("held, new") != std::string::npos);
  CHECK(print(style(), Outcome{.kind = "dev_ended", .body = session}).out ==
        "mailer is gone from s42 again.\n");
}

TEST_CASE("who wants a session, and who is asked for it") {
  const json session = {{"component", "api"}, {"environment", "s42"}, {"kind", "Deployment"},
                        {"workload", "api"},  {"holder", "Lin"},      {"run_out", false},
                        {"made", false},      {"wanted_by", "Bob"}};
  const auto all =
      print(style(), Outcome{.kind = "dev_list", .body = {{"items", json::array({session})}}}).out;
  CHECK(all.find("wanted by Bob") != std::string::npos);
  CHECK(print(style(), Outcome{.kind = "dev_kept", .body = session}).out ==
        "api of s42 stays with Lin; Bob is told so.\n");
  CHECK(event_line(style(), {.kind = "dev_asked", .body = session})
            .starts_with("Lin has api and is asked to hand it over: chatops dev end api -e s42"));
}

TEST_CASE("whoever syncs is told who asks for the session") {
  json state = {{"component", "api"},
                {"environment", "s42"},
                {"files", 3},
                {"sent", 2},
                {"received", 0},
                {"waiting", 0},
                {"conflicts", 0},
                {"connected", true},
                {"initial", false},
                {"wanted_by", "Bo"},
                {"troubles", json::array()}};
  const auto line = event_line(style(), {.kind = "dev_sync", .body = state});
  CHECK(line.find("\n  Bo asks you to hand it over: chatops dev end api -e s42") != line.npos);
  state.erase("wanted_by");
  CHECK(event_line(style(), {.kind = "dev_sync", .body = state}).find("asks") == line.npos);
}

TEST_CASE("an image to develop in: a line each, and what to do about it") {
  const Error hides(Reason::dev_edits_hidden, {{"what", "opcache.revalidate_freq=2"},
                                               {"why", "opcache_late"},
                                               {"try", "opcache.revalidate_freq=0"}});
  const Error cache(Reason::dev_edits_hidden,
                    {{"what", "/src/x"}, {"why", "bundler"}, {"run", "rm -r /src/x"}});
  const Outcome seen{
      .kind = "dev_image",
      .body = {{"image", "dev:1"},
               {"fit", true},
               {"items", json::array({{{"check", "shell"}, {"state", "ok"}, {"what", "sh"}},
                                      {{"check", "opcache"},
                                       {"state", "warning"},
                                       {"what", "opcache.revalidate_freq=2"},
                                       {"why", command::to_document(hides)}},
                                      {{"check", "bundler"},
                                       {"state", "warning"},
                                       {"what", "/src/x"},
                                       {"why", command::to_document(cache)}}})}}};
  CHECK(print(style(), seen).out ==
        "ok       shell  sh\n"
        "warning  PHP OPcache  opcache.revalidate_freq=2\n"
        "    opcache.revalidate_freq=2 hides edits: a changed file is read seconds later\n"
        "    try: set opcache.revalidate_freq=0\n"
        "warning  bundler caches  /src/x\n"
        "    /src/x hides edits: bundlers take what they built before from there\n"
        "    try: run rm -r /src/x\n");
}

TEST_CASE("every check of an image has a title, and every state a word") {
  for (const auto check : core::dev_image_checks)
    CHECK(has_label("image_check." + std::string(check)));
  for (const auto* state : {"ok", "warning", "unfit", "unknown"})
    CHECK(has_label("fitness." + std::string(state)));
}

TEST_CASE("people with their accounts, and what they did") {
  const Outcome people{
      .kind = "people",
      .body = {{"items", json::array({{{"id", "coding:7"},
                                       {"name", "Lin"},
                                       {"accounts", {{"coding", "7"}, {"local", "lin"}}},
                                       {"linked_by", "user:lan@desk"}}})}}};
  CHECK(print(style(), people).out.find("coding:7, local:lin") != std::string::npos);
  const Outcome audit{.kind = "audit",
                      .body = {{"items", json::array({{{"sequence", 3},
                                                       {"at", "2026-11-24T07:00:00Z"},
                                                       {"actor", "Lin"},
                                                       {"actor_id", "coding:7"},
                                                       {"door", "chat"},
                                                       {"command", "deploy"},
                                                       {"environment", "s42"},
                                                       {"outcome", "refused"},
                                                       {"reason", "right_missing"}}})}}};
  const std::string text = print(style(Format::wide), audit).out;
  for (const char* part : {"Lin", "deploy", "s42", "refused", "right_missing", "coding:7", "1h"})
    CHECK(text.find(part) != std::string::npos);
}

TEST_CASE("a key that fails over a broken file says where the first mistake is") {
  const json why = {
      {"code", 2},
      {"reason", "config_invalid"},
      {"args", {{"where", "/app/chatops.yaml"}}},
      {"more",
       json::array(
           {{{"code", 2},
             {"reason", "yaml_bad_value"},
             {"args",
              {{"where", "/app/chatops.yaml:3:9"}, {"what", "image"}, {"value", "a b"}}}}})}};
  const Outcome status{.kind = "server",
                       .body = {{"url", "http://127.0.0.1:8460"},
                                {"pid", 7},
                                {"since", "2026-11-24T07:00:00Z"},
                                {"applications", {"shop"}},
                                {"projects", {"coding/shop"}},
                                {"keys", json::array({{{"key", "definition/shop"},
                                                       {"state", "failing"},
                                                       {"failures", 2},
                                                       {"since", "2026-11-24T07:00:00Z"},
                                                       {"error", why}}})}}};
  CHECK(print(style(), status).out.find("/app/chatops.yaml:3:9") != std::string::npos);
}
