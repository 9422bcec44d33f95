// Lines of a chat, right and wrong, in both languages and with what input methods make of keys.
// SPDX-License-Identifier: Apache-2.0
#include "command/chat_line.hpp"

#include <doctest/doctest.h>

#include <nlohmann/json.hpp>

#include "base/text.hpp"
#include "command/read.hpp"
#include "command/run.hpp"
#include "command/table/chat.hpp"
#include "command/table/chat_help.hpp"
#include "unit/command/desk.hpp"

namespace chatops::command {
namespace {

const BotNames our_bots{"bot", "DevOps"};

Request line_request(const std::string& line) { return read_chat_line(line, our_bots).request; }

std::string line_path(const std::string& line) { return std::string(path_of(line_request(line))); }

Error line_fault(const std::string& line) {
  try {
    (void)read_chat_line(line, our_bots);
  } catch (const Error& error) {
    return error;
  }
  return Error(Reason::internal_error, {{"what", "was accepted"}});
}

using LineWords = std::vector<std::string>;

}  // namespace

TEST_CASE("words are a shell's, and nothing is expanded") {
  struct Row {
    std::string line;
    LineWords words;
  };
  const Row rows[] = {
      {"  deploy   api@main ", {"deploy", "api@main"}},
      {"a 'b c' \"d e\"", {"a", "b c", "d e"}},
      {"a\\ b \"c\\\"d\" 'e\\f' \"g\\h\"", {"a b", "c\"d", "e\\f", "g\\h"}},
      {"x=$HOME `id` $(id) * ~", {"x=$HOME", "`id`", "$(id)", "*", "~"}},
      {"'' \"\" a''b", {"", "", "ab"}},
      {"a\\", {"a\\"}},
      {"", {}},
      {"deploy\tapi", {"deploy", "api"}},
      // full-width
      {"／deploy　api＠main", {"/deploy", "api@main"}},
      {"deploy －－reason ＂two words＂", {"deploy", "--reason", "two words"}},
      {"deploy ——force —y –e s42", {"deploy", "--force", "--y", "-e", "s42"}},
      {"a ——b——c", {"a", "--b--c"}},
      {"--reason “修复 登录” ‘x y’", {"--reason", "修复 登录", "x y"}},
      {"api＝ｖ１", {"api=v1"}},
      {"it’s", {"it’s"}},
      {"\"＠　－\" '＝'", {"＠　－", "＝"}},
      {"“a\" “b”", {"a", "b"}},
      {"@bot\u2005deploy\u200Bapi", {"@bot", "deploy", "api"}},
  };
  for (const Row& row : rows) {
    CAPTURE(row.line);
    CHECK(chat_words(row.line) == row.words);
  }
}

TEST_CASE("what is no line is refused with the reason") {
  struct Row {
    std::string line, why;
  };
  const Row rows[] = {{"deploy \"api", "unclosed_quote"},
                      {"deploy 'api", "unclosed_quote"},
                      {"deploy\napi", "control_characters"},
                      {"deploy \x1b[31m", "control_characters"},
                      {"deploy \u202Eipa", "control_characters"},
                      {"deploy \xff\xfe", "control_characters"},
                      {"deploy " + std::string(chat_line_cap, 'a'), "too_long"}};
  for (const Row& row : rows) {
    const Error error = line_fault(row.line);
    CHECK(code_of(error.reason) == code_of(Reason::usage_bad_value));
    CHECK(error.args.get("what") == "line");
    CHECK(error.args.get("why") == row.why);
  }
}

TEST_CASE("a chat line and a command line make the same request") {
  struct Row {
    std::string line;
    LineWords argv;
  };
  const Row rows[] = {
      {"/env list", {"env", "list"}},
      {"/env ls", {"env", "list"}},
      {"@bot env list --all", {"env", "list", "--all"}},
      {"＠ＤｅｖＯｐｓ： env history s42 -n 3", {"env", "history", "s42", "-n", "3"}},
      {"/bot iteration show 42", {"iteration", "show", "42"}},
      {"deploy api=main-1 --pin --reason “回归 测试”",
       {"deploy", "api=main-1", "--pin", "--reason", "回归 测试"}},
      {"/部署 api＠feature/x　－e s42", {"deploy", "api@feature/x", "-e", "s42"}},
      {"@bot 回滚 3", {"rollback", "3"}},
      {"环境", {"env", "list"}},
      {"环境 list", {"env", "list"}},
      {"环境 history s42", {"env", "history", "s42"}},
      {"状态 s42", {"env", "show", "s42"}},
      {"制品列表 api", {"artifact", "list", "api"}},
      {"帮助 deploy", {"help", "deploy"}},
      {"版本", {"version"}},
      {"静音 updated", {"notify", "mute", "updated"}},
  };
  for (const Row& row : rows) {
    CAPTURE(row.line);
    const Around around{.read_file = {}, .form = true};
    CHECK(to_document(line_request(row.line)) ==
          to_document(read_request(parse_argv(row.argv), around)));
  }
}

TEST_CASE("deploying without anything said asks with a form, and so does a branch") {
  CHECK(boost::variant2::get<DeployRequest>(line_request("/deploy")).form);
  CHECK_FALSE(boost::variant2::get<DeployRequest>(line_request("/deploy api@feature-x")).form);
  const auto branch = boost::variant2::get<BranchRequest>(line_request("分支 shop-api feature-x"));
  CHECK(branch.form);
  CHECK(branch.repository == "shop-api");
  CHECK(branch.branch == "feature-x");
  CHECK(read_chat_line("/deploy --app shop", our_bots).application == "shop");
}

TEST_CASE("the bot's name alone, and --help, are help") {
  CHECK(line_path("@bot") == "help");
  CHECK(line_path("/bot") == "help");
  const auto help = boost::variant2::get<HelpRequest>(line_request("/branch --help"));
  CHECK(help.words == LineWords{"branch"});
}

TEST_CASE("options that make no sense in a chat are refused or ignored, as the table says") {
  for (const char* line : {"/env list -o json", "/env list --output=yaml", "/deploy --profile x",
                           "/deploy --lang zh", "/deploy --from f.json", "/env list --trace"}) {
    CAPTURE(line);
    CHECK(line_fault(line).args.get("why") == "option_in_chat");
  }
  const auto shown =
      boost::variant2::get<EnvShowRequest>(line_request("/env show s42 --wait --timeout 10m -q"));
  CHECK_FALSE(shown.watch);
  CHECK(shown.timeout_ms == 0);
  CHECK(
      boost::variant2::get<DeployRequest>(line_request("/deploy --no-wait -q --notify bell")).form);
}

TEST_CASE("what is wrong with a line is said with the nearest right one") {
  struct Row {
    std::string line;
    Reason reason;
    std::string what, offer;
  };
  const Row rows[] = {
      {"/deplpy", Reason::usage_unknown_command, "deplpy", "/deploy"},
      {"/env lsit", Reason::usage_unknown_command, "env lsit", "/env list"},
      {"/部暑", Reason::usage_unknown_command, "部暑", "/部署"},
      {"@bot 回滾", Reason::usage_unknown_command, "回滾", "/回滚"},
      {"/zzzzzz", Reason::usage_unknown_command, "zzzzzz", ""},
      {"/doctr", Reason::usage_unknown_command, "doctr", ""},  // closed to a chat
      {"/env", Reason::usage_missing_argument, "env",
       "list, show, create, delete, follow, pin, hold, unhold, history, events, open"},
      {"/branch", Reason::usage_missing_argument, "BRANCH", ""},
      {"/deploy --dryrun", Reason::usage_unknown_option, "--dryrun", "--dry-run"},
      {"/env list extra", Reason::usage_unexpected_argument, "extra", ""},
      {"/notify mute welcome", Reason::usage_bad_value, "KIND",
       "updated, waiting, drift, dev, merge_request, members, deployment"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.line);
    const Error error = line_fault(row.line);
    CHECK(code_of(error.reason) == code_of(row.reason));
    CHECK(error.args.get("what") == row.what);
    CHECK(error.args.get("try") == row.offer);
  }
}

TEST_CASE("lines for people stay theirs") {
  for (const char* ours :
       {"/deploy", "/deplpy", "@bot what", "@devops: help", "部署", "部署 api@main", "状态",
        "／部署", "/deploy \"api", "＠bot 状态", "回滚 2", "/chatops"}) {
    CAPTURE(ours);
    CHECK(is_chat_line(ours, our_bots));
  }
  for (const char* theirs :
       {"", "   ", "deploy", "hello", "/usr/bin is full", "/ 50", "//", "@lin deploy", "@",
        "部署完了吗", "环境 坏了", "回滚 一下", "it's fine", "状态 怎么 样", "版本 太旧",
        "部署 \"api", "bot deploy"}) {
    CAPTURE(theirs);
    CHECK_FALSE(is_chat_line(theirs, our_bots));
  }
}

TEST_CASE("every Chinese name names one command that is open to a chat") {
  std::vector<std::string> seen;
  for (const table::Command& command : table::commands) {
    CAPTURE(command.path);
    CHECK(command.chat_names.empty() == !table::in_chat(command));
    for (const auto name : table::listed(command.chat_names)) {
      CAPTURE(name);
      CHECK_FALSE(among(seen, name));
      seen.emplace_back(name);
      CHECK(table::find_in_chat(LineWords{std::string(name)}).command->path == command.path);
    }
  }
}

TEST_CASE("help in a chat shows what is open there, as it is typed there") {
  for (const auto language : {table::Language::en, table::Language::zh}) {
    const std::string all = *table::chat_help_for({}, language);
    CHECK(all.find("/deploy") != std::string::npos);
    CHECK(all.find("部署") != std::string::npos);
    CHECK(all.find("/auth") == std::string::npos);
    CHECK(all.size() < 2500);
    for (const table::Command& command : table::commands) {
      CAPTURE(command.path);
      LineWords words;
      for (const auto word : split(command.path, ' ')) words.emplace_back(word);
      const auto page = table::chat_help_for(words, language);
      CHECK(page.has_value() == table::in_chat(command));
      if (!page) continue;
      CHECK(page->find("chatops ") == std::string::npos);
      CHECK(page->find("--output") == std::string::npos);
      CHECK(page->find("--wait") == std::string::npos);
    }
  }
  CHECK(table::chat_help_for({"环境"}, table::Language::zh)->find("/env list") !=
        std::string::npos);
  CHECK_FALSE(table::chat_help_for({"auth"}, table::Language::en));
  CHECK_FALSE(table::chat_help_for({"nonsense"}, table::Language::en));
}

TEST_CASE("completion offers what a chat takes") {
  const auto words = [](const std::string& text, table::Language language) {
    LineWords out;
    for (const auto& one : complete_chat(text, our_bots, language).words) out.push_back(one.word);
    return out;
  };
  using table::Language;
  CHECK(words("/dep", Language::en) == LineWords{"/deploy"});
  CHECK(words("/dev k", Language::en) == LineWords{"keep"});
  CHECK(words("/dev s", Language::en).empty());  // all that needs somebody's machine
  CHECK(words("@bot dep", Language::en) == LineWords{"deploy"});
  CHECK(words("/部", Language::en) == LineWords{"/部署", "/部署历史"});
  CHECK(words("de", Language::en).empty());
  CHECK(words("/env hi", Language::en) == LineWords{"history"});
  CHECK(words("/env us", Language::en).empty());  // `env use` is a terminal's
  CHECK(words("/deploy --f", Language::en) == LineWords{"--follow", "--force"});
  CHECK(words("/env list --o", Language::en).empty());
  CHECK(words("静音 u", Language::en) == LineWords{"updated"});
  CHECK(words("/", Language::en).size() < words("/", Language::zh).size());
  CHECK(complete_chat("状态 s", our_bots, Language::zh).wanted == table::Kind::environment);
  CHECK(complete_chat("/deploy --app=sh", our_bots, Language::zh).prefix == "--app=");
  CHECK(complete_chat("/deploy \x1b", our_bots, Language::en).words.empty());
}

TEST_CASE("a chat's help and what is forced are refused where they must be") {
  test::Desk desk;
  desk.host.authority = {table::Where::server,
                         table::bit_of(table::Right::read) | table::bit_of(table::Right::deploy)};
  desk.envelope.door = table::Door::chat;
  CHECK(desk.outcome(HelpRequest{}).body["text"].get<std::string>().starts_with("  /deploy"));
  CHECK(test::reason_of([&] { desk.run(HelpRequest{.words = {"doctor"}}); }) ==
        Reason::usage_unknown_command);
  CHECK(test::reason_of([&] {
          desk.run(DeployRequest{.environment = "s42", .create = true, .force = true});
        }) == Reason::right_missing);
  CHECK(
      std::holds_alternative<Need>(desk.run(DeployRequest{.environment = "s42", .create = true})));
}

TEST_CASE("a group mutes what it can do without, and is told the rest") {
  test::Desk desk;
  desk.host.authority.here = table::Where::server;
  desk.envelope.door = table::Door::chat;
  CHECK(test::reason_of([&] { desk.run(NotifyStatusRequest{}); }) == Reason::command_not_here);
  desk.envelope.place.group = {"local", "g1"};
  desk.store.write([&](core::Tx& tx) {
    core::IterationRecord record{.key = {"coding", "shop", "42"}};
    record.last.code = "42";
    record.group = {"local", "g1"};
    tx.iterations().put(record);
  });
  const auto muted = [](const Outcome& outcome) {
    LineWords out;
    for (const auto& one : outcome.body["items"]) {
      if (one["muted"] == true) out.push_back(one["kind"]);
    }
    return out;
  };
  CHECK(muted(desk.outcome(NotifyMuteRequest{.kinds = {"updated"}})) == LineWords{"updated"});
  CHECK(muted(desk.outcome(NotifyMuteRequest{})).size() == 7);
  CHECK(muted(desk.outcome(NotifyUnmuteRequest{.kinds = {"members"}})) ==
        LineWords{"updated", "waiting", "drift", "dev", "merge_request", "deployment"});
  CHECK(muted(desk.outcome(NotifyStatusRequest{})).size() == 6);
  desk.envelope.place.group = {"local", "other"};
  CHECK(test::reason_of([&] { desk.run(NotifyMuteRequest{}); }) == Reason::nothing_here);
}

}  // namespace chatops::command
