// Rendering the pages.
// SPDX-License-Identifier: Apache-2.0
#include "site/page.hpp"

#include <fmt/format.h>

namespace chatops::sandbox {
namespace {

constexpr std::string_view style = R"(
:root{color-scheme:light dark;--paper:#f6f7f9;--ink:#1b1f27;--soft:#667085;--card:#fff;--line:#e4e7ec;--good:#17855b;--bad:#c4320a}
@media(prefers-color-scheme:dark){:root{--paper:#12151b;--ink:#e8eaee;--soft:#98a2b3;--card:#1b202a;--line:#2b3240;--good:#4cc38a;--bad:#ff8a5b}}
*{box-sizing:border-box}body{margin:0;background:var(--paper);color:var(--ink);font:16px/1.5 system-ui,"Noto Sans SC",sans-serif}
main{max-width:60rem;margin:0 auto;padding:3rem 1.5rem}h1{margin:0;font-size:1.75rem}p{margin:.25rem 0 2rem;color:var(--soft)}
ul{list-style:none;margin:0;padding:0;display:grid;gap:1rem;grid-template-columns:repeat(auto-fill,minmax(17rem,1fr))}
li{background:var(--card);border:1px solid var(--line);border-radius:12px;padding:1rem 1.25rem}
h2{margin:0 0 .5rem;font-size:1.05rem;display:flex;justify-content:space-between}h2 i{font-size:.75rem;font-style:normal;color:var(--good)}
h2 i.bad{color:var(--bad)}dl{margin:0;display:grid;grid-template-columns:auto 1fr;gap:.1rem .75rem;font-size:.875rem}
dt{color:var(--soft)}dd{margin:0;overflow-wrap:anywhere;font-family:ui-monospace,monospace})";

std::string frame(std::string_view title, std::string_view subtitle, std::string_view inside) {
  return fmt::format(
      "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" "
      "content=\"width=device-width,initial-scale=1\">\n<title>{0}</title><style>{1}</style></"
      "head>\n"
      "<body><main><h1>{0}</h1><p>{2}</p>\n{3}</main></body></html>\n",
      escape_html(title), style, escape_html(subtitle), inside);
}

std::string field(std::string_view name, std::string_view value) {
  return value.empty() ? "" : fmt::format("<dt>{}</dt><dd>{}</dd>", name, escape_html(value));
}

std::string card(const Running& running) {
  const auto mark =
      running.ready ? std::string("<i>ready</i>") : std::string("<i class=\"bad\">not ready</i>");
  return fmt::format("<li><h2>{} {}</h2><dl>{}{}{}{}</dl></li>\n", escape_html(running.component),
                     mark, field("version", running.version), field("branch", running.branch),
                     field("commit", running.commit.substr(0, 12)), field("why", running.message));
}

}  // namespace

std::string escape_html(std::string_view text) {
  std::string out;
  for (const char c : text) {
    switch (c) {
      case '<': out += "&lt;"; break;
      case '>': out += "&gt;"; break;
      case '&': out += "&amp;"; break;
      case '"': out += "&quot;"; break;
      case '\'': out += "&#39;"; break;
      default: out += c;
    }
  }
  return out;
}

std::string page_html(std::string_view title, std::string_view subtitle,
                      const std::vector<Running>& components) {
  std::string cards;
  for (const auto& each : components) cards += card(each);
  return frame(title, subtitle, "<ul>\n" + cards + "</ul>\n");
}

std::string notice_html(std::string_view title, std::string_view text) {
  return frame(title, text, "");
}

Json running_json(const Running& running) {
  return {{"component", running.component}, {"version", running.version},
          {"branch", running.branch},       {"commit", running.commit},
          {"image", running.image},         {"digest", running.digest},
          {"ready", running.ready}};
}

}  // namespace chatops::sandbox
