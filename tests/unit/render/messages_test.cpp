// Every notice as a group reads it, in both languages, and outcomes and errors as a person does.
// SPDX-License-Identifier: Apache-2.0
#include "render/messages.hpp"

#include <doctest/doctest.h>

#include "core/error_json.hpp"
#include "render/notices.hpp"

namespace chatops::render {
namespace {

using nlohmann::json;

Style chat_in(Language language) {
  return chat_style(language, *from_rfc3339("2026-11-24T08:00:00Z"));
}

/// A message in plain lines, so that one can see it whole.
std::string drawn(const core::Message& m) {
  constexpr const char* tones[] = {"plain", "busy", "good", "warning", "bad"};
  std::string out = std::string("[") + tones[static_cast<int>(m.tone)] + "] " + m.title + "\n";
  if (!m.text.empty()) out += m.text + "\n";
  for (const auto& fact : m.facts)
    out += "- " + fact.label + ": " + fact.value +
           (fact.link.empty() ? "" : " <" + fact.link + ">") + "\n";
  for (const auto& line : m.log) out += "| " + line + "\n";
  for (const auto& link : m.links) out += "> " + link.label + " <" + link.url + ">\n";
  for (const auto& button : m.buttons) {
    const core::Action& a = button.action;
    out += "(" + button.label + ") " + a.name + " " + a.application + "/" + a.environment + "/" +
           a.iteration + " #" + std::to_string(a.epoch) + "." + std::to_string(a.revision) + " " +
           a.card + "\n";
  }
  return out;
}

std::string told(const std::string& kind, const json& body, Language language) {
  return drawn(chat_message(chat_in(language), core::Notice{kind, body}));
}

json iteration() { return {{"code", "42"}, {"name", "小组讨论"}, {"url", "https://t/42"}}; }

json deployment() {
  return {
      {"application", "shop"},
      {"environment", "s42"},
      {"iteration", "42"},
      {"epoch", 2},
      {"revision", 7},
      {"status", "failed"},
      {"teardown", false},
      {"actor", {{"name", "lin"}, {"origin", "chat"}}},
      {"reason", "try it"},
      {"address", "http://s42.test/"},
      {"link", "https://cd/x"},
      {"cause", "image cannot be pulled"},
      {"stages", json::array({{{"name", "Bake"},
                               {"status", "succeeded"},
                               {"started_at", "2026-11-24T07:00:00Z"},
                               {"ended_at", "2026-11-24T07:02:00Z"}},
                              {{"name", "Deploy"},
                               {"status", "failed"},
                               {"cause", "pods not ready"},
                               {"log", {"one", "two\x1b[31m"}}}})},
      {"changes", json::array({{{"component", "api"},
                                {"change", "updated"},
                                {"before", "main-1"},
                                {"after", "main-2"}},
                               {{"component", "web"}, {"change", "added"}, {"after", "main-9"}}})},
      {"can_roll_back", 5},
      {"set_aside", {"api=main-2"}},
      {"started_at", "2026-11-24T07:00:00Z"},
      {"ended_at", "2026-11-24T07:05:00Z"}};
}

}  // namespace

TEST_CASE("welcome") {
  json body = {{"iteration", iteration()},
               {"owner", "Lin"},
               {"repositories", json::array({{{"name", "api"}, {"url", "https://g/api"}}})},
               {"pipelines", json::array({{{"name", "CD"}, {"url", "javascript:alert(1)"}}})},
               {"applications", {"shop"}}};
  body["iteration"]["starts_on"] = "2026-11-20";
  body["iteration"]["ends_on"] = "2026-12-04";
  CHECK(told("welcome", body, Language::en) ==
        "[good] Iteration 小组讨论\n"
        "News of this iteration and its environment arrive here. /help lists the commands.\n"
        "- Dates: 2026-11-20 to 2026-12-04\n"
        "- Owner: Lin\n"
        "> Iteration <https://t/42>\n"
        "> api <https://g/api>\n"
        "(Deploy) deploy shop//42 #0.0 \n"
        "(Environment) environment //42 #0.0 \n"
        "(Mute) mute //42 #0.0 \n");
  CHECK(told("welcome", body, Language::zh) ==
        "[good] 迭代 小组讨论\n"
        "本迭代及其环境的消息会发到这里。输入 /help 查看可用命令。\n"
        "- 日期: 2026-11-20 至 2026-12-04\n"
        "- 负责人: Lin\n"
        "> 迭代 <https://t/42>\n"
        "> api <https://g/api>\n"
        "(部署) deploy shop//42 #0.0 \n"
        "(环境) environment //42 #0.0 \n"
        "(静音) mute //42 #0.0 \n");
  body["applications"] = {"shop", "blog"};
  CHECK(told("welcome", body, Language::en).find("(Deploy blog) deploy blog//42") !=
        std::string::npos);
}

TEST_CASE("members") {
  const json body = {{"came", {"Lin", "Wu"}}, {"unmatched", {"Ma"}}};
  CHECK(told("members", body, Language::en) ==
        "[plain] \nJoined: Lin, Wu\nNo account found: Ma. An administrator can link them: `chatops "
        "people link`\n");
  CHECK(told("members", body, Language::zh) ==
        "[plain] \n已加入：Lin，Wu\n没有找到账号：Ma。管理员可以关联：`chatops people link`\n");
}

TEST_CASE("the living card of a deployment") {
  CHECK(told("deployment", deployment(), Language::en) ==
        "[bad] s42 #7: failed\n"
        "api: main-1 → main-2\n"
        "web: main-9 (new)\n"
        "Not deployed again automatically: api=main-2\n"
        "- By: lin\n"
        "- Reason: try it\n"
        "- Address: http://s42.test/ <http://s42.test/>\n"
        "- Took: 5m\n"
        "- Cause: image cannot be pulled\n"
        "- Bake: succeeded, 2m\n"
        "- Deploy: failed: pods not ready\n"
        "| one\n"
        "| two\xef\xbf\xbd[31m\n"
        "> Pipeline <https://cd/x>\n"
        "(Try again) retry shop/s42/42 #2.7 failed\n"
        "(Roll back) rollback shop/s42/42 #2.7 failed\n"
        "(Details) details shop/s42/42 #2.7 \n");
  json body = deployment();
  body["status"] = "queued";
  body["behind"] = 6;
  body["several"] = true;
  body["stages"] = body["set_aside"] = json::array();
  body.erase("cause");
  CHECK(told("deployment", body, Language::zh) ==
        "[busy] shop/s42 #7：排队中\n"
        "排在下一个；修订版本 6 正在部署。\n"
        "api：main-1 → main-2\n"
        "web：main-9（新增）\n"
        "- 操作人: lin\n"
        "- 原因: try it\n"
        "- 地址: http://s42.test/ <http://s42.test/>\n"
        "- 用时: 5m\n"
        "> 流水线 <https://cd/x>\n"
        "(详情) details shop/s42/42 #2.7 \n");
  body["status"] = "superseded";
  CHECK(told("deployment", body, Language::en).find("A newer deployment has taken its place.") !=
        std::string::npos);
  body["status"] = "succeeded";
  const std::string well = told("deployment", body, Language::en);
  CHECK(well.starts_with("[good]"));
  CHECK(well.find("(Roll back) rollback shop/s42/42 #2.7 succeeded") != std::string::npos);
  CHECK(well.find("(Try again)") == std::string::npos);
  body["teardown"] = true;
  CHECK(told("deployment", body, Language::en).find("(Roll back)") == std::string::npos);
  CHECK(told("deployment", body, Language::zh).starts_with("[good] 清理 shop/s42 #7：成功"));
  body["reason"] = "iteration_ended";
  CHECK(told("deployment", body, Language::en).find("the iteration ended") != std::string::npos);
  CHECK(told("deployment", body, Language::zh).find("迭代已结束") != std::string::npos);
}

TEST_CASE("what somebody changed in the cluster is told by component") {
  json body = {{"environment", "s42"},
               {"items",
                {{{"component", "api"},
                  {"version", "main-3"},
                  {"drift", "other_version"},
                  {"images", {"r/api:hotfix"}}},
                 {{"component", "web"}, {"version", "main-4"}, {"drift", "absent"}}}}};
  const std::string en = told("drift", body, Language::en);
  CHECK(en.starts_with("[warning] s42: not as it was deployed"));
  CHECK(en.find("api main-3: the cluster runs r/api:hotfix") != std::string::npos);
  CHECK(en.find("web main-4: nothing of it runs") != std::string::npos);
  CHECK(told("drift", body, Language::zh).find("s42：与部署的不一致") != std::string::npos);
  body["items"] = json::array();
  CHECK(told("drift", body, Language::en).find("runs as it was deployed again") !=
        std::string::npos);
}

TEST_CASE("who has what in dev mode, and why it is over") {
  json body = {{"environment", "s42"}, {"component", "api"}, {"holder", "Ann"}, {"state", "on"}};
  CHECK(told("dev", body, Language::en).find("api is in dev mode: Ann") != std::string::npos);
  CHECK(told("dev", body, Language::en).find("asks") == std::string::npos);
  body["wanted_by"] = "Bo";
  CHECK(told("dev", body, Language::en).find("Bo asks Ann to hand it over") != std::string::npos);
  CHECK(told("dev", body, Language::zh).find("Bo 请求 Ann 移交") != std::string::npos);
  body.update({{"application", "shop"}, {"epoch", 2}, {"wanted_since", "2026-11-24T08:00:00Z"}});
  // The session's own message says it and has no buttons: the wish is another one.
  CHECK(told("dev", body, Language::en) ==
        "[plain] \n"
        "s42  api is in dev mode: Ann. Bo asks Ann to hand it over\n");
  body["state"] = "wanted";
  CHECK(told("dev", body, Language::en) ==
        "[warning] \n"
        "s42  Bo asks Ann to hand over api, which Ann has in dev mode\n"
        "(Hand over) hand_over shop/s42/ #2.0 2026-11-24T08:00:00Z\n"
        "(Keep) keep_dev shop/s42/ #2.0 2026-11-24T08:00:00Z\n");
  const auto zh = chat_message(chat_in(Language::zh), core::Notice{"dev", body});
  REQUIRE(zh.buttons.size() == 2);
  CHECK(zh.buttons[0].label == "移交");
  CHECK(zh.buttons[1].label == "保留");
  CHECK(zh.buttons[1].action.component == "api");
  body["unlinked"] = "user:ann@desk";
  CHECK(told("dev", body, Language::en) ==
        "[warning] \n"
        "s42  Bo asks Ann to hand over api, which Ann has in dev mode\n"
        "Ann answers at their terminal (dev end, dev keep). To answer here they must be linked: "
        "chatops people link \"user:ann@desk\" …\n");
  body.erase("unlinked");
  body["state"] = "wish_kept";
  CHECK(told("dev", body, Language::en) == "[good] \ns42  api stays with Ann; Bo asks no more\n");
  body["state"] = "wish_over";
  CHECK(told("dev", body, Language::en) == "[good] \ns42  Ann has left api, which Bo asked for\n");
  body["state"] = "on";
  body.erase("wanted_by");
  CHECK(told("dev", body, Language::en).find("Hand over") == std::string::npos);
  body["state"] = "over";
  CHECK(told("dev", body, Language::en).find("out of dev mode (Ann)") != std::string::npos);
  body["state"] = "run_out";
  CHECK(told("dev", body, Language::zh).find("已恢复原状") != std::string::npos);
}

TEST_CASE("what the cluster says stands before what the engine waits for") {
  const json trouble = {
      {"component", "api"},
      {"error",
       core::to_document(Error(Reason::container_crashed,
                               {{"component", "api"}, {"container", "main"}, {"exit", "3"}}))},
      {"log", {"starting", "no database"}}};
  const json body = {{"environment", "s42"},
                     {"revision", 7},
                     {"status", "running"},
                     {"cause", "helm upgrade: context deadline exceeded"},
                     {"troubles", json::array({trouble})},
                     {"stages", json::array()}};
  const std::string en = told("deployment", body, Language::en);
  CHECK(en.find("api: container main ended with exit code 3") != std::string::npos);
  CHECK(en.find("no database") != std::string::npos);
  CHECK(en.find("deadline") == std::string::npos);
  CHECK(told("deployment", body, Language::zh).find("api：容器 main 已退出，退出码 3") !=
        std::string::npos);
}

TEST_CASE("a success with something amiss is a warning") {
  json body = {{"environment", "s42"}, {"revision", 7}, {"status", "succeeded"}};
  const auto tone = [&] {
    return chat_message(chat_in(Language::en), core::Notice{"deployment", body}).tone;
  };
  CHECK(tone() == core::MessageTone::good);
  body["troubles"] = json::array();
  CHECK(tone() == core::MessageTone::good);
  body["troubles"].push_back(
      {{"component", "api"},
       {"error", core::to_document(Error(Reason::container_crashed, {{"exit", "3"}}))}});
  CHECK(tone() == core::MessageTone::warning);
}

TEST_CASE("a stage that a failed deployment never came to is not waited for") {
  json body = {{"environment", "s42"},
               {"revision", 7},
               {"status", "running"},
               {"stages", json::array({{{"name", "Verify"}, {"status", "waiting"}}})}};
  CHECK(told("deployment", body, Language::en).find("Verify: waiting") != std::string::npos);
  body["status"] = "failed";
  CHECK(told("deployment", body, Language::en).find("Verify: not run") != std::string::npos);
  CHECK(told("deployment", body, Language::zh).find("未执行") != std::string::npos);
}

TEST_CASE("a merge request is a line, with its state") {
  const json body = {
      {"repository", "web"}, {"code", "7"},    {"title", "Fix login"}, {"state", "merged"},
      {"branch", "fix"},     {"author", "wu"}, {"issues", {"302"}},    {"link", "https://g/mr/7"}};
  CHECK(told("merge_request", body, Language::en) ==
        "[good] \nweb!7 merged: Fix login  fix (wu)  #302\n> web!7 <https://g/mr/7>\n");
  CHECK(told("merge_request", body, Language::zh) ==
        "[good] \nweb!7 已合并：Fix login  fix（wu）  #302\n> web!7 <https://g/mr/7>\n");
}

TEST_CASE("updated and waiting are a line each") {
  const json body = {{"environment", "s42"},
                     {"changes", json::array({{{"component", "api"},
                                               {"before", "main-1"},
                                               {"after", "main-2"},
                                               {"subject", "Fix login"},
                                               {"author", "wu"},
                                               {"issues", {"#7", "#9"}},
                                               {"link", "https://g/c2"}}})}};
  CHECK(told("updated", body, Language::en) ==
        "[plain] \ns42  api: main-1 → main-2  Fix login (wu)  #7 #9\n> api <https://g/c2>\n");
  CHECK(told("updated", body, Language::zh) ==
        "[plain] \ns42  api：main-1 → main-2  Fix login（wu）  #7 #9\n> api <https://g/c2>\n");
  const json waits = {
      {"environment", "s42"},
      {"items",
       json::array(
           {{{"component", "api"}, {"branch", "feature/x"}, {"build_url", "https://ci/3"}}})}};
  CHECK(told("waiting", waits, Language::en) ==
        "[busy] \ns42  api: waiting for a build of feature/x\n> api <https://ci/3>\n");
  json codes = body;
  codes["changes"][0]["issues"] = {"7", "ABC-9"};
  CHECK(told("updated", codes, Language::en).find("#7 ABC-9\n") != std::string::npos);
  const json arrived = {{"environment", "s42"}, {"items", json::array()}};
  CHECK(told("waiting", arrived, Language::en) ==
        "[good] \ns42  all builds that were waited for are there\n");
  CHECK(told("waiting", arrived, Language::zh) == "[good] \ns42  等待的构建均已就绪\n");
  CHECK(told("waiting", waits, Language::zh) ==
        "[busy] \ns42  api：等待 feature/x 的构建\n> api <https://ci/3>\n");
}

TEST_CASE("the end of an iteration, kept or not") {
  const json ending = {{"iteration", iteration()},
                       {"until", "2026-11-25T08:00:00Z"},
                       {"environments", {"s42"}},
                       {"group_stays", false}};
  CHECK(told("ending", ending, Language::en) ==
        "[warning] Iteration 小组讨论 has ended\n"
        "Environment s42 will be deleted after 2026-11-25 08:00 UTC.\n"
        "Then this group is dissolved.\n"
        "Press Keep to leave everything as it is.\n"
        "- Until: 2026-11-25 08:00 UTC\n"
        "> Iteration <https://t/42>\n"
        "(Keep) keep //42 #0.0 2026-11-25T08:00:00Z\n");
  CHECK(told("ending", ending, Language::zh) ==
        "[warning] 迭代 小组讨论 已结束\n"
        "环境 s42 将被清理（2026-11-25 08:00 UTC 之后）。\n"
        "随后本群解散。\n"
        "点击“保留”则一切保持不变。\n"
        "- 截止: 2026-11-25 08:00 UTC\n"
        "> 迭代 <https://t/42>\n"
        "(保留) keep //42 #0.0 2026-11-25T08:00:00Z\n");
  const json kept = {{"iteration", iteration()}, {"by", "Lin"}};
  CHECK(told("kept", kept, Language::en) ==
        "[good] \nLin keeps iteration 小组讨论: nothing is deleted.\n");
  CHECK(told("kept", kept, Language::zh) ==
        "[good] \nLin 保留了迭代 小组讨论，不会清理任何内容。\n");
  const json retired = {{"iteration", iteration()},
                        {"environments", {"s42"}},
                        {"group_stays", true},
                        {"problems", json::array({command::to_document(Error(
                                         Reason::teardown_missing, {{"what", "shop-s42"}}))})}};
  CHECK(told("retired", retired, Language::en)
            .starts_with(
                "[warning] Iteration 小组讨论 is closed\nDeleted: s42\nThis group stays.\n"));
  CHECK(told("retired", retired, Language::zh)
            .starts_with("[warning] 迭代 小组讨论 已收尾\n已清理：s42\n本群保留。\n"));
}

TEST_CASE("a lost group, an invalid definition, and what a command did") {
  const json lost = {{"iteration", iteration()}};
  CHECK(told("group_lost", lost, Language::en) ==
        "[warning] The group of iteration 小组讨论 is gone\n"
        "It was dissolved, or the bot was removed from it. It is not created again by itself.\n"
        "> Iteration <https://t/42>\n"
        "(Create again) adopt //42 #0.0 \n");
  CHECK(told("group_lost", lost, Language::zh).find("(重新创建) adopt") != std::string::npos);
  CHECK(
      told("missing", lost, Language::en) ==
      "[warning] 小组讨论 is no longer in the tracker\n"
      "Nothing is removed because of that. If the iteration is over, its owner or an administrator "
      "can say so here; its end is announced then.\n"
      "(It is over) end //42 #0.0 \n");
  CHECK(told("missing", lost, Language::zh).find("(确认已结束) end") != std::string::npos);
  const json invalid = {
      {"application", "shop"},
      {"commit", "0a1b2c3d4e5f"},
      {"problems", json::array({command::to_document(Error(
                       Reason::yaml_unknown_key, {{"what", "chrat"}, {"where", "c.yaml:3:1"}}))})}};
  CHECK(told("definition_invalid", invalid, Language::en) ==
        "[bad] shop: chatops.yaml is invalid at 0a1b2c3d; the earlier one stays in use\n"
        "c.yaml:3:1: unknown key chrat\n");
  CHECK(told("definition_invalid", invalid, Language::zh).find("继续使用之前的版本") !=
        std::string::npos);
  json reply = {{"actor", "Lin"},
                {"line", "/notify mute updated"},
                {"outcome",
                 command::to_document(command::Outcome{
                     .kind = "notices",
                     .body = {{"items", json::array({{{"kind", "updated"}, {"muted", true}}})}}})}};
  CHECK(told("reply", reply, Language::en) ==
        "[plain] Lin: /notify mute updated\n"
        "KIND     STATE  NOTE\nupdated  muted  automatic updates\n");
  CHECK(told("reply", reply, Language::zh).starts_with("[plain] Lin：/notify mute updated\n类型"));
  reply = {{"actor", "Lin"},
           {"line", "/deploy"},
           {"error", command::to_document(Error(Reason::unknown_component, {{"what", "chta"}}))}};
  CHECK(told("reply", reply, Language::en).starts_with("[bad] Lin: /deploy\nerror: component"));
}

TEST_CASE("a body with nothing in it, or with the wrong things, is worded all the same") {
  for (const auto language : {Language::en, Language::zh}) {
    for (const auto kind : notice_kinds) {
      CAPTURE(kind);
      if (kind == "reply") continue;  // its outcome is a document of its own
      CHECK_NOTHROW(told(std::string(kind), json::object(), language));
      CHECK_NOTHROW(told(std::string(kind),
                         {{"iteration", 7},
                          {"stages", "x"},
                          {"changes", {1, 2}},
                          {"items", {{"a", 1}}},
                          {"problems", {"x"}},
                          {"applications", {1, 2}},
                          {"came", {{1, 2}}}},
                         language));
    }
  }
  CHECK(told("of_tomorrow", {{"a", 1}}, Language::en) == "[plain] of_tomorrow\na: 1\n");
}

TEST_CASE("commands are shown as a chat takes them") {
  CHECK(as_typed_in_chat("see `chatops help deploy`") == "see `/help deploy`");
  CHECK(as_typed_in_chat("To deploy: chatops deploy -e s42") == "To deploy: /deploy -e s42");
  CHECK(as_typed_in_chat("`chatops auth login coding`") == "`chatops auth login coding`");
  CHECK(as_typed_in_chat("chatops env list; chatops env use") == "/env list; chatops env use");
  CHECK(as_typed_in_chat("my-chatops deploy") == "my-chatops deploy");
  const core::Message m = chat_message(
      chat_in(Language::en), Error(Reason::unknown_component, {{"what", "chta"}, {"try", "chat"}}));
  CHECK(drawn(m) == "[bad] \nerror: component \"chta\" not found\n  try: did you mean chat?\n");
  CHECK_FALSE(m.preformatted);
}

TEST_CASE("an outcome is a table, and a long one says how much is left out") {
  json items = json::array();
  for (int i = 0; i < 200; ++i)
    items.push_back({{"name", "env-" + std::to_string(i)}, {"state", "ready"}});
  const command::Outcome outcome{.kind = "environments", .body = {{"items", items}}};
  const core::Message m = chat_message(chat_in(Language::en), outcome);
  CHECK(m.preformatted);
  CHECK(m.text.size() < most_chat_bytes + 100);
  CHECK(m.text.ends_with("… 141 more lines"));
  CHECK(chat_message(chat_in(Language::zh), outcome).text.ends_with("…… 另有 141 行"));
  const command::Outcome failed{.kind = "version",
                                .body = {{"version", "1"}},
                                .error = Error(Reason::deployment_failed, {{"what", "s42"}})};
  CHECK(chat_message(chat_in(Language::en), failed).tone == core::MessageTone::bad);
  CHECK(started_toast(chat_in(Language::en), {.environment = "s42", .revision = 3}) ==
        "s42 #3 started");
}

}  // namespace chatops::render
