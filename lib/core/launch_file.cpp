// JSON with comments, as editors keep it: looked through for the one list, never written anew.
// SPDX-License-Identifier: Apache-2.0
#include "core/launch_file.hpp"

#include <nlohmann/json.hpp>
#include <optional>
#include <vector>

#include "base/text.hpp"

namespace chatops::core {

using nlohmann::json;

namespace {

struct Span {
  std::size_t from = 0, to = 0;  ///< behind the last character
};

/// Walks over values without keeping them.
class Scanner {
 public:
  explicit Scanner(std::string_view text) : text_(text) {}

  void blanks() {
    while (at_ < text_.size()) {
      const auto rest = text_.substr(at_);
      if (rest.starts_with("//")) {
        at_ = std::min(text_.find('\n', at_), text_.size());
      } else if (rest.starts_with("/*")) {
        const auto end = text_.find("*/", at_ + 2);
        at_ = end == text_.npos ? text_.size() : end + 2;
      } else if (std::string_view(" \t\r\n\xEF\xBB\xBF").find(rest.front()) != text_.npos) {
        ++at_;
      } else {
        return;
      }
    }
  }
  bool take(char c) {
    blanks();
    if (at_ >= text_.size() || text_[at_] != c) return false;
    ++at_;
    return true;
  }
  std::size_t at() const { return at_; }
  bool at_end() {
    blanks();
    return at_ == text_.size();
  }

  /// Nothing where it is no text.
  std::optional<std::string> text() {
    blanks();
    const auto from = at_;
    if (!take('"')) return std::nullopt;
    while (at_ < text_.size() && text_[at_] != '"') at_ += text_[at_] == '\\' ? 2 : 1;
    if (!take('"')) return std::nullopt;
    const auto read = json::parse(text_.substr(from, at_ - from), nullptr, false);
    return read.is_string() ? std::optional(read.get<std::string>()) : std::nullopt;
  }

  /// False where there is none.
  bool value(int depth = 0) {
    blanks();
    if (at_ >= text_.size() || depth > 64) return false;
    if (text_[at_] == '"') return text().has_value();
    if (text_[at_] == '{') return members([&](const std::string&) { return value(depth + 1); });
    if (text_[at_] == '[') return items([&] { return value(depth + 1); });
    const auto from = at_;
    while (at_ < text_.size() && std::string_view(",]}: \t\r\n/").find(text_[at_]) == text_.npos)
      ++at_;
    return at_ > from;
  }
  template <class Each>
  bool members(const Each& each) {
    if (!take('{')) return false;
    while (!take('}')) {
      const auto name = text();
      if (!name || !take(':') || !each(*name)) return false;
      if (!take(',')) return take('}');
    }
    return true;
  }
  template <class Each>
  bool items(const Each& each) {
    if (!take('[')) return false;
    while (!take(']')) {
      if (!each()) return false;
      if (!take(',')) return take(']');
    }
    return true;
  }

 private:
  std::string_view text_;
  std::size_t at_ = 0;
};

struct Place {
  std::optional<std::size_t> list;  ///< behind its "["
  bool empty = true;
  std::optional<Span> same;  ///< the configuration of that name
};

/// False where the text is none.
bool look_through(std::string_view text, const std::string& name, Place& out) {
  Scanner in(text);
  const bool sound = in.members([&](const std::string& member) {
    if (member != "configurations") return in.value();
    return in.items([&] {
      in.blanks();
      if (!out.list) out.list = in.at();
      out.empty = false;
      const auto from = in.at();
      bool same = false;
      const bool read = in.members([&](const std::string& key) {
        if (key != "name") return in.value();
        const auto value = in.text();
        same = value && *value == name;
        return value.has_value();
      });
      if (read && same) out.same = Span{from, in.at()};
      return read;
    }) && (out.list || (out.list = in.at() - 1));
  });
  return sound && in.at_end();
}

std::string indented(const json& value, std::string_view before) {
  return replace_all(value.dump(4), "\n", "\n" + std::string(before));
}

}  // namespace

json attach_configuration(const DebugTarget& target) {
  const std::string here = "${workspaceFolder}" + (target.here.empty() ? "" : "/" + target.here);
  json out{{"name", target.name}, {"request", "attach"}};
  if (target.language == "python") {
    out["type"] = "debugpy";
    out["connect"] = {{"host", "127.0.0.1"}, {"port", target.port}};
    out["pathMappings"] = json::array({{{"localRoot", here}, {"remoteRoot", target.there}}});
  } else if (target.language == "go") {
    out["type"] = "go";
    out["mode"] = "remote";
    out["host"] = "127.0.0.1";
    out["port"] = target.port;
    out["substitutePath"] = json::array({{{"from", here}, {"to", target.there}}});
  } else if (target.language == "java") {
    out["type"] = "java";
    out["hostName"] = "127.0.0.1";
    out["port"] = target.port;
  } else {
    out["type"] = "node";
    out["address"] = "127.0.0.1";
    out["port"] = target.port;
    out["localRoot"] = here;
    out["remoteRoot"] = target.there;
    out["restart"] = true;
  }
  return out;
}

Result<std::string> with_configuration(std::string_view text, const json& configuration) {
  if (text.empty())
    return json{{"version", "0.2.0"}, {"configurations", json::array({configuration})}}.dump(4) +
           "\n";
  Place place;
  if (!look_through(text, configuration.at("name").get<std::string>(), place))
    return failure(Reason::answer_odd, {{"what", "launch.json"}});
  std::string out(text);
  const std::string fresh = indented(configuration, "        ");
  if (place.same) return out.replace(place.same->from, place.same->to - place.same->from, fresh);
  if (place.list) return out.insert(*place.list, fresh + (place.empty ? "" : ",\n        "));
  return failure(Reason::answer_odd, {{"what", "configurations"}});
}

}  // namespace chatops::core
