// A server for the browser test: the page's own routes over a store in memory, and a door that
// answers with made forms. Prints its address and a login link for each person, as JSON, and ends
// with its standard input.
// Usage: page_server LANGUAGE GROUPS
// SPDX-License-Identifier: Apache-2.0
#include <array>
#include <iostream>
#include <map>

#include "base/text.hpp"
#include "chat/local/local.hpp"
#include "net/server.hpp"
#include "server/page/login.hpp"
#include "server/page/page.hpp"
#include "store/sqlite_store.hpp"
#include "support/big_card.hpp"

using namespace chatops;

namespace {

constexpr int components = 30, candidates = 3000;

/// What a real door gets from render's catalogue.
struct Wording {
  bool zh;
  std::string operator()(const char* en, const char* in_zh) const { return zh ? in_zh : en; }
};

class MadeDoor final : public server::ChatDoor {
 public:
  MadeDoor(Wording say) : say_(say), card_(test::made_card(components, candidates)) {}
  void use(core::Chat& chat) { chat_ = &chat; }

  bool addressed(const std::string& text) override { return text.starts_with('/'); }

  server::ChatReply said(const Call& call, const server::Speaker& speaker, const std::string& text,
                         const std::string& key) override {
    if (text.starts_with("/deploy")) return {.form = deploy_form()};
    if (text.starts_with("/delete")) return {.form = question()};
    if (text.starts_with("/step")) return change(call, speaker, good());
    if (text.starts_with("/break")) return change(call, speaker, bad());
    if (text.starts_with("/welcome")) return post(call, speaker, welcome(), key);
    if (text.starts_with("/status")) return {.message = status()};
    if (text.starts_with("/mute")) return {.toast = say_("Notifications are off", "已关闭通知")};
    throw Error(Reason::usage_unknown_command, {{"what", text}});
  }

  server::ChatReply clicked(const Call& call, const server::Speaker& speaker,
                            const core::Action& action) override {
    if (action.name == "deploy") return {.form = deploy_form()};
    if (action.name == "retry") return change(call, speaker, busy());
    return {.message = core::Message{.text = action.name + " " + action.environment}};
  }

  server::ChatReply answered(const Call& call, const server::Speaker& speaker,
                             const std::string& form, card::Answer answer) override {
    if (form == "question-1") return {.toast = say_("Deleted", "已删除")};
    const std::string domain = answer.settings["domain"];
    if (domain == "taken.example.com") {
      core::Form again = deploy_form();
      again.notes = {
          say_("taken.example.com belongs to sprint-41.", "taken.example.com 属于 sprint-41。")};
      return {.form = again};
    }
    core::Message card = busy();
    card.facts.push_back({say_("Web address", "访问地址"), domain, "https://" + domain});
    for (const auto& [row, pick] : answer.picks) {
      if (pick.mode == card::PickMode::pin)
        card.facts.push_back({row, pick.value + " (" + answer.seen[row] + ")", ""});
    }
    return post(call, speaker, card, "deployment");
  }

  core::FormOptions options(const Call&, const server::Speaker&, const std::string& form,
                            const std::string& row, const std::string& filter,
                            const std::string& group, int limit) override {
    if (form != "deploy-1") throw Error(Reason::card_outdated);
    core::FormOptions out;
    for (const card::Row& one : card_.rows) {
      if (one.id != row) continue;
      for (const card::Option& option : one.options) {
        if (!group.empty() && option.group != group) continue;
        if (!has_words(option, filter)) continue;
        if (std::ssize(out.options) == limit) {
          out.more = true;
          break;
        }
        out.options.push_back(
            {option.id,
             option.group,
             {option.group, "#" + option.cells[1], age_of(option.cells[2]), option.cells[3]}});
      }
    }
    return out;
  }

  std::vector<server::Completion> complete(const Call&, const server::Speaker&,
                                           const std::string& text) override {
    const std::array<server::Completion, 7> all{{
        {"/deploy", say_("deploy this iteration", "部署此迭代")},
        {"/delete", say_("remove the environment", "删除环境")},
        {"/status", say_("what runs, and since when", "查看当前运行的版本")},
        {"/welcome", say_("show the welcome card", "显示欢迎卡片")},
        {"/mute", say_("turn notifications off", "关闭通知")},
        {"/step", say_("let the deployment succeed", "让部署成功")},
        {"/break", say_("let the deployment fail", "让部署失败")},
    }};
    const auto blank = text.find(' ');
    std::vector<server::Completion> out;
    if (blank == std::string::npos) {
      for (const auto& one : all)
        if (one.text.starts_with(text)) out.push_back(one);
    } else if (text.starts_with("/deploy ")) {
      for (const card::Row& row : card_.rows)
        if (row.id.starts_with(text.substr(text.rfind(' ') + 1))) out.push_back({row.id, ""});
    }
    return out;
  }

  core::Message worded(const core::GroupRef&, const Error& error) override {
    return {
        .title = say_("That did not work", "操作失败"),
        .tone = core::MessageTone::bad,
        .text = std::string(code_of(error.reason)) + ": " + std::string(error.args.get("what"))};
  }

 private:
  static bool has_words(const card::Option& option, const std::string& filter) {
    const std::string hay =
        to_lower(option.id + "\n" + option.group + "\n" + option.cells[1] + "\n" + option.cells[3]);
    for (const auto word : split(filter, ' '))
      if (hay.find(to_lower(word)) == std::string::npos) return false;
    return true;
  }
  static std::string age_of(const std::string& built) {
    return age(test::card_now() - *from_rfc3339(built));
  }

  core::Form deploy_form() const {
    core::Form form{
        .id = "deploy-1",
        .title = say_("Deploy to sprint-42", "部署到 sprint-42"),
        .subject = say_("shop, iteration “Checkout and login”", "shop，迭代“结账与登录”"),
        .revision = card_.revision};
    const std::map<std::string, std::string> labels{{"namespace", say_("Namespace", "命名空间")},
                                                    {"domain", say_("Domain", "域名")},
                                                    {"class", say_("Class", "环境类型")},
                                                    {"chart", say_("Chart", "Chart")},
                                                    {"region", say_("Region", "地域")}};
    for (const card::Field& field : card_.settings) {
      core::FormField out{.id = field.id,
                          .label = labels.at(field.id),
                          .kind = field.kind,
                          .value = field.value,
                          .required = field.required,
                          .free = field.free,
                          .wanted = field.id == "chart" ? "1.4.2" : ""};
      for (const std::string& choice : field.choices) out.choices.push_back({choice, {}});
      form.fields.push_back(std::move(out));
    }
    form.columns = {say_("Component", "组件"), say_("State", "状态")};
    for (const card::Row& row : card_.rows) {
      core::FormRow out{.id = row.id,
                        .cells = {row.id, say_("ready", "就绪")},
                        .runs = row.runs,
                        .pick = row.pick,
                        .wanted = row.wanted,
                        .groups = {"main", "release/1.4", "feature/login"},
                        .options = row.options.size()};
      if (row.id == "search") out.runs.clear();
      if (row.id == "billing") {
        out.pick = card::Pick{card::PickMode::pin, "main-2996"};
        out.wanted = out.runs = "main-2996";
      }
      if (row.id == "mail") {
        out.pick = card::Pick{card::PickMode::follow, "feature/mail"};
        out.wanted.clear();
      }
      if (form.rows.size() > 5) out.wanted = out.runs;
      form.rows.push_back(std::move(out));
    }
    form.besides = {say_("chart shop: 1.4.1 -> 1.4.2", "Chart shop：1.4.1 -> 1.4.2")};
    form.buttons = {{"deploy", say_("Deploy", "部署"), card::Tone::primary},
                    {"remember", say_("Only remember", "仅保存"), card::Tone::plain},
                    {"cancel", say_("Cancel", "取消"), card::Tone::plain}};
    return form;
  }

  core::Form question() const {
    core::Form form{.id = "question-1",
                    .title = say_("Delete the environment?", "删除环境？"),
                    .subject = "shop-sprint-42"};
    form.fields = {{.id = "name",
                    .label = "name",
                    .kind = card::FieldKind::typed_confirmation,
                    .value = "sprint-42"}};
    form.notes = {say_("Everything in the namespace goes: 6 deployments, 2 volumes.",
                       "命名空间中的所有内容都会被删除：6 个部署、2 个存储卷。")};
    form.buttons = {{"delete", say_("Delete", "删除"), card::Tone::danger},
                    {"cancel", say_("Cancel", "取消"), card::Tone::plain}};
    return form;
  }

  core::MessageButton button(const char* name, std::string label,
                             card::Tone tone = card::Tone::plain) const {
    return {std::move(label),
            tone,
            "",
            {.name = name,
             .application = "shop",
             .environment = "sprint-42",
             .epoch = 1,
             .revision = 7}};
  }
  core::Message busy() const {
    return {.title = say_("Deploying sprint-42 (revision 7)", "正在部署 sprint-42（修订版本 7）"),
            .tone = core::MessageTone::busy,
            .text = say_("✓ Render the chart  12s\n▸ Apply to the cluster\n· Verify",
                         "✓ 渲染 Chart  12 秒\n▸ 应用到集群\n· 验证"),
            .facts = {{say_("Started by", "发起人"), "Lin Xiaoyu", ""},
                      {say_("Changes", "变化"), say_("4 updated, 1 new", "更新 4，新增 1"), ""}},
            .links = {{say_("Pipeline run", "流水线记录"), "https://example.com/run/7"}}};
  }
  core::Message good() const {
    core::Message out = busy();
    out.title = say_("sprint-42 is deployed (revision 7)", "sprint-42 部署成功（修订版本 7）");
    out.tone = core::MessageTone::good;
    out.text = say_("✓ Render the chart  12s\n✓ Apply to the cluster  48s\n✓ Verify  9s",
                    "✓ 渲染 Chart  12 秒\n✓ 应用到集群  48 秒\n✓ 验证  9 秒");
    out.buttons = {button("environment", say_("Details", "详情")),
                   button("rollback", say_("Roll back", "回滚"))};
    return out;
  }
  core::Message bad() const {
    core::Message out = busy();
    out.title = say_("sprint-42 failed: api crashes", "sprint-42 部署失败：api 反复崩溃");
    out.tone = core::MessageTone::bad;
    out.text = say_("The container api ended with exit code 1, four times.",
                    "容器 api 以退出码 1 结束，共 4 次。");
    for (int i = 1; i <= 12; ++i)
      out.log.push_back("2026-11-26T21:00:0" + std::to_string(i % 10) +
                        "Z ERROR db: connection to postgres.shop-sprint-42.svc:5432 refused, try " +
                        std::to_string(i));
    out.buttons = {button("retry", say_("Try again", "重试"), card::Tone::primary),
                   button("rollback", say_("Roll back", "回滚"), card::Tone::danger),
                   button("environment", say_("Details", "详情"))};
    return out;
  }
  core::Message welcome() const {
    core::Message out{
        .title = say_("Sprint 42: Checkout and login", "Sprint 42：结账与登录"),
        .text = say_("This group belongs to the iteration. Type /deploy to bring it up, or /help.",
                     "本群组属于该迭代。输入 /deploy 进行部署，输入 /help 查看帮助。")};
    out.facts = {{say_("Dates", "起止日期"), "2026-11-23 – 2026-12-04", ""},
                 {say_("Owner", "负责人"), "Wang Fang", ""},
                 {say_("Iteration", "迭代"), "PROJ-42", "https://example.com/iterations/42"}};
    out.links = {{"shop-api", "https://example.com/shop-api"},
                 {"shop-web", "https://example.com/shop-web"},
                 {"script", "javascript:alert(1)"}};
    out.buttons = {button("deploy", say_("Deploy", "部署"), card::Tone::primary),
                   button("environment", say_("Environment", "环境")),
                   button("mute", say_("Mute", "静音")),
                   {say_("Pipeline", "流水线"), card::Tone::plain, "https://example.com/p", {}}};
    return out;
  }
  core::Message status() const {
    core::Message out{.title = say_("What runs in sprint-42", "sprint-42 正在运行"),
                      .text =
                          "api      main-2999     2h\nweb      main-2998     3h\n"
                          "chat     feature-login-2995  1d\nsearch   main-2996  4d",
                      .preformatted = true};
    out.buttons = {button("environment", say_("Details", "详情"))};
    return out;
  }

  server::ChatReply post(const Call& call, const server::Speaker& speaker,
                         const core::Message& message, const std::string& key) {
    last_ = value_or_throw(chat_->messages().send(call, speaker.group, message, key));
    return {};
  }
  server::ChatReply change(const Call& call, const server::Speaker&, const core::Message& to) {
    value_or_throw(chat_->messages().update(call, last_, to));
    return {};
  }

  Wording say_;
  card::Card card_;
  core::Chat* chat_ = nullptr;
  core::MessageRef last_;
};

void fill(core::Chat& chat, core::Store& store, const Wording& say, int groups) {
  store.write([](core::Tx& tx) {
    tx.local_chat().put(core::LocalAccount{"lin", "Lin Xiaoyu", "lin@example.com", ""});
    tx.local_chat().put(core::LocalAccount{"wang", "王芳", "wang@example.com", ""});
  });
  const Call call;
  for (int i = 1; i <= groups; ++i) {
    const std::string name = i == 1 ? say("Sprint 42: Checkout and login", "Sprint 42：结账与登录")
                                    : "Sprint " + std::to_string(42 - i);
    const auto group = value_or_throw(
        chat.groups().create(call, {name, {"lin", "wang"}, "iteration/" + std::to_string(i)}));
    const core::Message hello{.text = say("The group was created.", "群组已创建。")};
    value_or_throw(chat.messages().send(call, group, hello, "hello"));
    for (int line = 0; line < (i == 2 ? 130 : 0); ++line)
      value_or_throw(chat.messages().send(
          call, group,
          {.text =
               "line " + std::to_string(line) + " https://example.com/b/" + std::to_string(line)},
          "line-" + std::to_string(line)));
  }
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 3) return 2;
  const Wording say{std::string_view(argv[1]) == "zh"};
  SystemClock clock;
  SystemRandom random;
  store::SqliteStore store("memory:page");
  MadeDoor door(say);
  server::Page page(store, door, clock, random, {.language = argv[1]});
  chat::LocalChat chat(store, clock, random, page);
  door.use(chat);
  fill(chat, store, say, static_cast<int>(to_integer(argv[2]).value_or(1)));

  net::Listener listener;
  listener.router = std::make_shared<const net::Router>(
      page.routes(), net::Authenticators{{net::Authentication::session, page.authenticate()}});
  const auto server = net::serve({.clock = &clock}, {std::move(listener)});
  const std::string base = "http://127.0.0.1:" + std::to_string(server->port());
  net::Json out{{"base", base}};
  for (const char* person : {"lin", "wang"})
    out["links"][person] =
        base + server::make_login_link(store, {person, "", "", ""}, clock.now(), random);
  std::cout << out.dump() << std::endl;
  std::string line;
  while (std::getline(std::cin, line)) {
  }
  server->drain(Millis(1000));
}
