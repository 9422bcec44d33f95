// Writing the desk's page.
// SPDX-License-Identifier: Apache-2.0
#include "site/desk_page.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>

#include "base/clock.hpp"
#include "site/page.hpp"
#include "world/issue_status.hpp"

namespace chatops::sandbox {
namespace {

constexpr std::string_view desk_style = R"(
:root{color-scheme:light dark;--paper:#f6f7f9;--ink:#1b1f27;--soft:#667085;--card:#fff;--line:#e4e7ec;--act:#2f5bea;--good:#17855b;--bad:#c4320a}
@media(prefers-color-scheme:dark){:root{--paper:#12151b;--ink:#e8eaee;--soft:#98a2b3;--card:#1b202a;--line:#2b3240;--act:#7d9bff;--good:#4cc38a;--bad:#ff8a5b}}
*{box-sizing:border-box}body{margin:0;background:var(--paper);color:var(--ink);font:15px/1.5 system-ui,"Noto Sans SC",sans-serif}
main{max-width:72rem;margin:0 auto;padding:2rem 1rem;display:grid;gap:1rem}h1{margin:0;font-size:1.5rem}h2{margin:0 0 .75rem;font-size:1.05rem}
p{margin:0;color:var(--soft)}section{background:var(--card);border:1px solid var(--line);border-radius:12px;padding:1rem 1.25rem;overflow-x:auto}
table{border-collapse:collapse;width:100%}td{padding:.4rem .75rem .4rem 0;border-top:1px solid var(--line);vertical-align:top}tr:first-child td{border:0}
form{display:flex;flex-wrap:wrap;gap:.5rem;align-items:center;margin:0}td form{display:inline-flex}.new{border-top:1px solid var(--line);margin-top:.75rem;padding-top:.75rem}
input,select,button{font:inherit;color:inherit;background:var(--paper);border:1px solid var(--line);border-radius:8px;padding:.3rem .6rem;max-width:100%}
button{background:var(--act);border-color:var(--act);color:var(--card);cursor:pointer}button.soft{background:none;color:var(--act)}
label{display:inline-flex;gap:.3rem;align-items:center}.soft{color:var(--soft)}.good{color:var(--good)}.bad{color:var(--bad)}
form+table{margin-top:.75rem}.first{border-bottom:1px solid var(--line);padding-bottom:.75rem}
@media(max-width:40rem){tr{display:flex;flex-wrap:wrap;border-top:1px solid var(--line)}td{border:0}tr:first-child{border:0}}
.notice{border-color:var(--bad);color:var(--bad)}code{font-family:ui-monospace,monospace;font-size:.875rem}details summary{cursor:pointer;color:var(--soft)})";

std::string option(std::string_view value, std::string_view label, bool chosen) {
  return fmt::format("<option value=\"{}\"{}>{}</option>", escape_html(value),
                     chosen ? " selected" : "", escape_html(label));
}

/// Builds the page piece by piece over one look at the world.
class Page {
 public:
  Page(const Model& model, const DeskView& view) : model_(model), view_(view) {}
  std::string html() const;

 private:
  std::string form(std::string_view order, std::string_view inside,
                   std::string_view look = "") const {
    return fmt::format(
        "<form method=\"post\" action=\"/desk/{}\" class=\"{}\"><input type=\"hidden\" "
        "name=\"word\" value=\"{}\">{}</form>",
        order, look, view_.word, inside);
  }
  std::string people(std::string_view name, Id chosen, std::string_view nobody) const;
  std::string watchers(const std::vector<Id>& chosen) const;
  std::string iterations_select(Id chosen) const;
  std::string iterations() const;
  std::string issues() const;
  std::string issue_form(const Issue& issue) const;
  std::string pushes() const;
  std::string environments() const;
  std::string deliveries() const;

  const Model& model_;
  const DeskView& view_;
};

std::string Page::people(std::string_view name, Id chosen, std::string_view nobody) const {
  std::string options = nobody.empty() ? "" : option("", nobody, chosen == 0);
  for (const auto& user : model_.users)
    options += option(user.global_key, user.name, user.id == chosen);
  return fmt::format("<select name=\"{0}\" aria-label=\"{0}\">{1}</select>", name, options);
}

std::string Page::watchers(const std::vector<Id>& chosen) const {
  std::string boxes = "<input type=\"hidden\" name=\"with_watchers\" value=\"1\">";
  for (const auto& user : model_.users)
    boxes +=
        fmt::format("<label><input type=\"checkbox\" name=\"watchers\" value=\"{}\"{}>{}</label>",
                    escape_html(user.global_key),
                    std::ranges::find(chosen, user.id) == chosen.end() ? "" : " checked",
                    escape_html(user.name));
  return boxes;
}

std::string Page::iterations_select(Id chosen) const {
  std::string options = option("0", "no iteration · 未规划", chosen == 0);
  for (const auto& each : model_.iterations)
    if (each.status != "COMPLETED" || each.code == chosen)
      options += option(std::to_string(each.code), each.name, each.code == chosen);
  return "<select name=\"iteration\" aria-label=\"iteration\">" + options + "</select>";
}

std::string Page::iterations() const {
  const auto day = [](Moment when) {
    return when == 0 ? std::string("–")
                     : to_rfc3339(Instant(Millis(when + 8 * 3'600'000))).substr(0, 10);
  };
  std::string rows;
  for (auto each = model_.iterations.rbegin(); each != model_.iterations.rend(); ++each) {
    const bool waits = each->status == "WAIT_PROCESS", runs = each->status == "PROCESSING";
    const auto* owner = model_.user(each->assignee);
    const auto button = fmt::format("<button name=\"do\" value=\"{}\" class=\"{}\">{}</button>",
                                    waits  ? "start"
                                    : runs ? "complete"
                                           : "restart",
                                    runs ? "" : "soft",
                                    waits  ? "Start · 开始"
                                    : runs ? "End · 结束"
                                           : "Reopen · 重新打开");
    rows += fmt::format(
        "<tr><td><code>{}</code></td><td>{}</td><td class=\"soft\">{} … {}</td><td>{}</td><td "
        "class=\"{}\">{}</td><td>{}</td></tr>",
        each->code, escape_html(each->name), day(each->start_at), day(each->end_at),
        escape_html(owner == nullptr ? "" : owner->name), runs ? "good" : "soft", each->status,
        form(fmt::format("iterations/{}", each->code), button));
  }
  const auto fresh = form(
      "iterations",
      "<input name=\"name\" placeholder=\"New iteration · 新迭代\" required maxlength=\"100\">" +
          people("owner", model_.team.owner_id, "") +
          "<input type=\"date\" name=\"start\" aria-label=\"start\"><input type=\"date\" "
          "name=\"end\" aria-label=\"end\"><button>Create · 创建</button>",
      "new");
  return "<section id=\"iterations\"><h2>Iterations · 迭代</h2><table>" + rows + "</table>" +
         fresh + "</section>";
}

std::string Page::issue_form(const Issue& issue) const {
  std::string statuses;
  for (const auto& status : issue_statuses)
    statuses += option(std::to_string(status.id), status.name, status.id == issue.status_id);
  return form(fmt::format("issues/{}", issue.code),
              people("assignee", issue.assignee_id, "nobody · 无") +
                  iterations_select(issue.iteration_code) +
                  "<select name=\"status\" aria-label=\"status\">" + statuses + "</select>" +
                  "<details><summary>" +
                  fmt::format("watchers · 关注 ({})", issue.watcher_ids.size()) + "</summary>" +
                  watchers(issue.watcher_ids) + "</details>" +
                  "<button class=\"soft\">Save · 保存</button>");
}

std::string Page::issues() const {
  std::string rows;
  for (auto issue = model_.issues.rbegin(); issue != model_.issues.rend(); ++issue)
    rows += fmt::format("<tr><td><code>#{}</code></td><td>{}</td><td>{}</td></tr>", issue->code,
                        escape_html(issue->name), issue_form(*issue));
  const auto running = std::ranges::find(model_.iterations, "PROCESSING", &Iteration::status);
  const auto fresh =
      form("issues",
           "<input name=\"name\" placeholder=\"New issue · 新事项\" required maxlength=\"200\">" +
               people("assignee", 0, "nobody · 无") +
               iterations_select(running == model_.iterations.end() ? 0 : running->code) +
               "<details><summary>watchers · 关注</summary>" + watchers({}) +
               "</details><button>Create · 创建</button>",
           "first");
  return "<section id=\"issues\"><h2>Issues · 事项</h2>" + fresh + "<table>" + rows +
         "</table></section>";
}

std::string Page::pushes() const {
  std::string depots, branches;
  std::vector<std::string> seen;
  for (const auto& depot : model_.depots) {
    if (find_by(model_.jobs, &Job::depot_id, depot.id) == nullptr) continue;
    depots += option(depot.name, depot.name, false);
    for (const auto& [ref, sha] : depot.heads) {
      const auto name = ref.substr(std::string_view("refs/heads/").size());
      if (std::ranges::find(seen, name) != seen.end()) continue;
      seen.push_back(name);
      branches += option(name, name, false);
    }
  }
  std::string builds;
  std::size_t shown = 0;
  for (auto build = model_.builds.rbegin(); build != model_.builds.rend() && shown < 5;
       ++build, ++shown) {
    const auto* job = find_by(model_.jobs, &Job::id, build->job_id);
    builds += fmt::format(
        "<tr><td>{} #{}</td><td><code>{}</code></td><td class=\"{}\">{}</td></tr>",
        escape_html(job == nullptr ? "" : job->name), build->number, escape_html(build->branch),
        build->status == "SUCCEED"  ? "good"
        : build->status == "FAILED" ? "bad"
                                    : "soft",
        build->status);
  }
  return "<section id=\"push\"><h2>Push a commit · 推送提交</h2>" +
         form("commit",
              "<select name=\"depot\" aria-label=\"repository\">" + depots +
                  "</select><input name=\"branch\" list=\"branches\" value=\"main\" required "
                  "aria-label=\"branch\"><datalist id=\"branches\">" +
                  branches +
                  "</datalist><input name=\"message\" placeholder=\"Message, e.g. #302 …; [fail] "
                  "or [crash] makes a bad build\" size=\"44\">" +
                  people("author", 0, "") + "<button>Push · 推送</button>") +
         "<table>" + builds + "</table></section>";
}

std::string Page::environments() const {
  if (model_.environments.empty()) return "";
  std::string rows;
  for (const auto& each : model_.environments)
    rows += fmt::format("<tr><td>{}</td><td><code>{}</code></td></tr>", escape_html(each.name),
                        escape_html(each.domain));
  return "<section><h2>Environments · 环境</h2><table>" + rows + "</table></section>";
}

std::string Page::deliveries() const {
  std::string rows;
  for (const auto& each : view_.deliveries)
    rows += fmt::format(
        "<tr><td><code>{}</code></td><td class=\"{}\">{}</td><td class=\"soft\">{}</td></tr>",
        escape_html(each.event), each.succeeded ? "good" : "bad",
        each.status == 0 ? "no answer" : std::to_string(each.status), escape_html(each.fault));
  return fmt::format(
      "<section id=\"deliveries\"><h2>Service Hooks · 推送记录</h2><p>{} hooks</p><table>{}</table>"
      "</section>",
      model_.hooks.size(), rows);
}

std::string Page::html() const {
  const auto notice = view_.notice.empty() ? ""
                                           : "<section class=\"notice\" role=\"alert\">" +
                                                 escape_html(view_.notice) + "</section>";
  return fmt::format(
      "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" "
      "content=\"width=device-width,initial-scale=1\">\n<title>Sandbox desk</title><style>{}"
      "</style></head>\n<body><main><header><h1>{} · sandbox desk</h1><p>Play the other people: "
      "what happens here goes to the hooks. · "
      "在这里扮演其他人</p></header>{}{}{}{}{}{}</main></body>"
      "</html>\n",
      desk_style, escape_html(model_.team.name), notice, iterations(), pushes(), issues(),
      environments(), deliveries());
}

}  // namespace

std::string desk_html(const Model& model, const DeskView& view) { return Page(model, view).html(); }

}  // namespace chatops::sandbox
