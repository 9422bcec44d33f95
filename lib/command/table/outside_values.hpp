// Values that come from outside, put into a completion from the cache: names with what a person
// wants to know of each. Nothing here reads a file or a clock.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <initializer_list>
#include <string>
#include <vector>

#include "base/span_text.hpp"
#include "command/table/cache.hpp"
#include "command/table/complete.hpp"
#include "command/table/kind_titles.hpp"
#include "command/table/state_words.hpp"

namespace chatops::command::table {

/// What else decides the answer.
struct Surroundings {
  std::int64_t now = 0;     ///< seconds since 1970
  std::string environment;  ///< CHATOPS_ENV; "" = not set
  Language language = Language::en;
};

/// True when values of this kind come from outside.
constexpr bool is_outside(Kind kind) {
  switch (kind) {
    case Kind::environment:
    case Kind::component_choice:
    case Kind::branch:
    case Kind::repository:
    case Kind::iteration:
    case Kind::component:
    case Kind::environment_class:
    case Kind::profile:
    case Kind::revision:
    case Kind::chart_version:
    case Kind::key_value: return true;
    default: return false;
  }
}

class OutsideValues {
 public:
  /// All outlive the object.
  OutsideValues(Completions& out, const Cache& cache, const Surroundings& around)
      : out_(out), cache_(cache), around_(around) {}

  void add() {
    switch (out_.wanted) {
      case Kind::environment: environments(); break;
      case Kind::component_choice: choices(); break;
      case Kind::branch: branches_at_cursor(); break;
      case Kind::repository: repositories(); break;
      case Kind::iteration: iterations(); break;
      case Kind::component: components(""); break;
      case Kind::environment_class: plain("class"); break;
      case Kind::profile: plain("profile"); break;
      case Kind::revision: revisions(); break;
      case Kind::chart_version: charts(); break;
      case Kind::key_value: parameters(); break;
      default: break;
    }
  }

 private:
  static constexpr std::size_t word_cap = 256, says_cap = 100;  // bytes

  std::string_view say(const Said& said) const { return in(around_.language, said); }

  static std::string joined(std::initializer_list<std::string> parts) {
    std::string out;
    for (const std::string& part : parts) {
      if (!part.empty()) out += (out.empty() ? "" : " · ") + part;
    }
    return out;
  }

  /// Leaves out what may not reach a terminal, what is too long to be typed, and what would be
  /// taken for an option.
  void offer(std::string_view word, const std::string& says, std::string_view ending = "") {
    const bool option_like = word.starts_with('-') && out_.line.prefix.empty();
    if (word.empty() || word.size() > word_cap || option_like || !is_plain(word)) return;
    const std::string whole = std::string(word) + std::string(ending);
    if (!whole.starts_with(out_.line.current)) return;
    out_.words.push_back({out_.line.prefix + whole, is_plain(says) ? clipped(says) : ""});
  }

  static std::string clipped(std::string_view text) {
    if (text.size() <= says_cap) return std::string(text);
    std::size_t end = 0;
    while (end + first_cluster(text.substr(end)).bytes <= says_cap)
      end += first_cluster(text.substr(end)).bytes;
    return std::string(text.substr(0, end)) + "…";
  }

  /// "3h": how long ago; "" when not known.
  std::string age(std::string_view seconds) const {
    const std::int64_t then = cache_number(seconds);
    if (then == 0) return {};
    return age_of_seconds(around_.now - then);
  }

  /// The environment the line speaks of; "" when none is known.
  std::string environment() const {
    const TypedLine& line = out_.line;
    if (const std::string given = line.value("environment"); !given.empty()) return given;
    const auto words = line.given();
    if (line.found.command != nullptr && !words.empty() &&
        !line.found.command->positionals.empty() &&
        line.found.command->positionals.front().kind == Kind::environment)
      return words.front();
    return around_.environment.empty() ? std::string(cache_.first("used")[0]) : around_.environment;
  }

  std::string runs(std::string_view component) const {
    const std::string where = environment();
    if (where.empty()) return {};
    return std::string(cache_.first("runs", where + "\t" + std::string(component))[2]);
  }

  void environments() {
    const TypedLine& line = out_.line;
    if (line.found.command != nullptr && line.found.command->path == "env create") return;
    const bool again = line.open != nullptr && line.open->name == "confirm";
    const std::string_view used = cache_.first("used")[0];
    cache_.each("environment", again ? environment() : "", [&](const CacheLine& e) {
      const std::string_view title = e[2].empty() ? e[2] : cache_.first("iteration", e[2])[2];
      offer(e[0], joined({std::string(state_word("state." + std::string(e[1]), around_.language)),
                          std::string(title.empty() ? e[2] : title),
                          std::string(e[0] == used ? say({"in use here", "本目录在用"}) : "")}));
    });
  }

  /// COMPONENT, then COMPONENT=VERSION or COMPONENT@BRANCH: first the names; one that is whole, or
  /// the only one left, with its sign.
  void choices() {
    const std::string current = out_.line.current;
    const std::size_t sign = current.find_first_of("=@");
    const Positional* positional = positional_of(out_.line);
    const bool branches =
        positional != nullptr && positional->name.find('@') != positional->name.npos;
    if (sign == std::string::npos) {
      out_.without_space = true;
      names_or_signs(branches);
      return;
    }
    const std::string component = current.substr(0, sign);
    out_.line.prefix += current.substr(0, sign + 1);
    out_.line.current = current.substr(sign + 1);
    out_.title = current[sign] == '=' ? Said{"versions", "版本"} : title_of(Kind::branch);
    if (current[sign] == '=') {
      versions(component);
    } else if (branches && component == ".") {
      add_branches(cache_.first("here")[0], "");
    } else if (branches) {
      const CacheLine row = cache_.first("component", component);
      add_branches(row[1], row[3]);
    }
  }

  void names_or_signs(bool branches) {
    auto& words = out_.words;
    components(branches ? "." : "");
    const auto whole = std::find_if(words.begin(), words.end(), [&](const Completion& c) {
      return words.size() == 1 || c.word == out_.line.current;
    });
    if (whole == words.end()) return;
    const std::string name = whole->word;
    auto at = words.erase(whole);
    if (branches)
      at = words.insert(at, {name + "@", std::string(say({"follow a branch", "跟随某个分支"}))});
    if (name != ".")
      words.insert(at, {name + "=", std::string(say({"a version of it", "它的某个版本"}))});
  }

  /// `here`: the word that stands for what is built from this checkout; "" = not offered.
  void components(std::string_view here) {
    const auto given = out_.line.given();
    const auto named = [&](std::string_view name) {
      return std::any_of(given.begin(), given.end(), [&](const std::string& word) {
        return std::string_view(word).substr(0, word.find_first_of("=@")) == name;
      });
    };
    const std::string_view repository = cache_.first("here")[0];
    if (!here.empty() && !repository.empty() && !named(here))
      offer(here, std::string(say({"built from ", "构建自 "})) + std::string(repository));
    cache_.each("component", "", [&](const CacheLine& c) {
      if (named(c[0])) return;
      const std::string running = runs(c[0]);
      offer(c[0], joined({std::string(c[2]), running}));
    });
  }

  void versions(const std::string& component) {
    const std::string running = runs(component);
    cache_.each("version", component, [&](const CacheLine& v) {
      offer(v[1], joined({std::string(v[2]), age(v[3]),
                          std::string(v[1] == running ? say({"running", "正在运行"}) : "")}));
    });
    commits(component);
  }

  /// A commit stands for what was built from it; offered to whoever begins to type one.
  void commits(const std::string& component) {
    constexpr std::size_t usual = 7;
    const std::string typed = out_.line.current;
    const bool begun = !typed.empty() && typed.find_first_not_of("0123456789abcdef") == typed.npos;
    if (!begun) return;
    cache_.each("version", component, [&](const CacheLine& v) {
      if (v[4].size() < usual || !v[4].starts_with(typed) || v[1].starts_with(typed)) return;
      const std::string_view commit = v[4].substr(0, std::max(usual, typed.size()));
      const std::string whole = out_.line.prefix + std::string(commit);
      const bool there = std::any_of(out_.words.begin(), out_.words.end(),
                                     [&](const Completion& c) { return c.word == whole; });
      if (!there) offer(commit, joined({std::string(v[1]), std::string(v[2]), age(v[3])}));
    });
  }

  /// `standard`: the branch that is followed unless told otherwise; it comes first.
  void add_branches(std::string_view repository, std::string_view standard) {
    if (repository.empty()) return;
    const auto take = [&](const CacheLine& b) {
      offer(b[1],
            joined({std::string(b[1] == standard ? say({"default", "默认"}) : ""), age(b[2])}));
    };
    cache_.each("branch", repository, [&](const CacheLine& b) {
      if (b[1] == standard) take(b);
    });
    cache_.each("branch", repository, [&](const CacheLine& b) {
      if (b[1] != standard) take(b);
    });
  }

  /// `branch REPOSITORY BRANCH`, or `artifact list COMPONENT --branch BRANCH`.
  void branches_at_cursor() {
    const auto given = out_.line.given();
    if (out_.line.open == nullptr) {
      if (!given.empty()) add_branches(given.front(), "");
      return;
    }
    for (const std::string& component : given) {
      const CacheLine row = cache_.first("component", component);
      add_branches(row[1], row[3]);
    }
    if (given.empty()) {
      cache_.each("repository", "", [&](const CacheLine& r) { add_branches(r[0], ""); });
      remove_doubles();
    }
  }

  void remove_doubles() {
    auto& words = out_.words;
    std::stable_sort(words.begin(), words.end(),
                     [](const Completion& a, const Completion& b) { return a.word < b.word; });
    words.erase(
        std::unique(words.begin(), words.end(),
                    [](const Completion& a, const Completion& b) { return a.word == b.word; }),
        words.end());
  }

  /// The repository may be left out where this checkout tells it: then a branch stands first.
  void repositories() {
    cache_.each("repository", "", [&](const CacheLine& r) {
      std::string built;
      cache_.each("component", "", [&](const CacheLine& c) {
        if (c[1] == r[0]) built += (built.empty() ? "" : " ") + std::string(c[0]);
      });
      offer(r[0], built);
    });
    add_branches(cache_.first("here")[0], "");
  }

  void iterations() {
    for (const bool active : {true, false}) {
      cache_.each("iteration", "", [&](const CacheLine& i) {
        if ((i[1] == "active") != active) return;
        offer(i[0],
              joined({std::string(i[2]), std::string(state_word("iteration." + std::string(i[1]),
                                                                around_.language))}));
      });
    }
  }

  void revisions() {
    const std::string where = environment();
    if (where.empty()) return;
    cache_.each("revision", where, [&](const CacheLine& r) {
      offer(r[1], joined({std::string(state_word("status." + std::string(r[2]), around_.language)),
                          age(r[3]), std::string(r[4])}));
    });
  }

  void charts() {
    cache_.each("chart", "", [&](const CacheLine& c) {
      offer(c[0], joined({age(c[1]), std::string(c[2].empty() ? "" : "app ") + std::string(c[2])}));
    });
  }

  void parameters() {
    const std::string current = out_.line.current;
    const std::size_t equals = current.find('=');
    if (equals == std::string::npos) {
      out_.without_space = true;
      cache_.each("parameter", "", [&](const CacheLine& p) {
        offer(p[0], joined({std::string(p[1]), std::string(p[2])}), "=");
      });
      return;
    }
    const std::string name = current.substr(0, equals);
    out_.line.prefix += current.substr(0, equals + 1);
    out_.line.current = current.substr(equals + 1);
    cache_.each("option", name, [&](const CacheLine& o) { offer(o[1], ""); });
  }

  void plain(std::string_view kind) {
    cache_.each(kind, "", [&](const CacheLine& line) { offer(line[0], std::string(line[1])); });
  }

  Completions& out_;
  const Cache& cache_;
  const Surroundings& around_;
};

}  // namespace chatops::command::table
