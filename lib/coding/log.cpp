// The lines that the engine keeps of a stage's failure besides its first: programs' last words,
// further errors, the way a task took.
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "base/text.hpp"
#include "coding/decode.hpp"
#include "coding/pipeline.hpp"

namespace chatops::coding {

namespace {

constexpr std::size_t most_lines = 20, most_bytes = 400;

void add_lines(std::string_view words, std::vector<std::string>& out) {
  for (const std::string_view line : lines_of(words)) {
    if (trim(line).empty()) continue;
    const auto end = line.find_last_not_of(" \t\r");
    out.emplace_back(clip(line.substr(0, end + 1), most_bytes));
  }
}

void add_value(const Json& value, std::vector<std::string>& out) {
  if (value.is_string()) add_lines(value.get_ref<const std::string&>(), out);
  if (value.is_object()) add_lines(text(value, "message"), out);
}

std::vector<std::string> lines_of_errors(const Json& place) {
  std::vector<std::string> out;
  const Json& details = net::member(net::member(place, "exception"), "details");
  for (const Json* errors : {&net::member(details, "errors"), &net::member(place, "errors")}) {
    if (!out.empty()) break;
    if (!errors->is_array()) {
      add_value(*errors, out);
      continue;
    }
    for (const Json& error : *errors) add_value(error, out);
  }
  return out;
}

std::vector<std::string> lines_of_tasks(const Json& tasks) {
  std::vector<std::string> out;
  if (!tasks.is_array()) return out;
  for (auto task = tasks.rbegin(); task != tasks.rend() && out.empty(); ++task) {
    if (!flag(net::member(*task, "status"), "failed")) continue;
    const Json& history = net::member(*task, "history");
    if (!history.is_array()) continue;
    for (const Json& entry : history) add_lines(text(entry, "status"), out);
  }
  return out;
}

}  // namespace

std::vector<std::string> log_of_stage(const Json& stage) {
  std::vector<std::string> out;
  for (const auto name : {"context", "outputs"}) {
    const Json& place = net::member(stage, name);
    if (out.empty()) out = lines_of_errors(place);
    if (out.empty()) out = lines_of_tasks(net::member(place, "kato.tasks"));
  }
  const std::string cause(clip(cause_of_stage(stage), most_bytes));
  const auto said = std::find_if(out.begin(), out.end(),
                                 [&](const std::string& line) { return trim(line) == cause; });
  if (said != out.end()) out.erase(said);
  if (out.size() > most_lines)
    out.erase(out.begin(), out.end() - static_cast<std::ptrdiff_t>(most_lines));
  return out;
}

}  // namespace chatops::coding
