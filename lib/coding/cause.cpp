// Where the engine writes why a stage failed. Spinnaker's places are known, CODING's form is a
// guess, so each place is tried.
// SPDX-License-Identifier: Apache-2.0
#include <initializer_list>

#include "coding/decode.hpp"
#include "coding/pipeline.hpp"

namespace chatops::coding {

namespace {

/// The first line that says something, without surrounding space.
std::string first_line(std::string_view words) {
  while (!words.empty()) {
    const auto end = words.find('\n');
    auto line = words.substr(0, end);
    while (!line.empty() && static_cast<unsigned char>(line.front()) <= ' ') line.remove_prefix(1);
    while (!line.empty() && static_cast<unsigned char>(line.back()) <= ' ') line.remove_suffix(1);
    if (!line.empty()) return std::string(line);
    if (end == std::string_view::npos) break;
    words.remove_prefix(end + 1);
  }
  return {};
}

/// Words of a value that may be text, an object with a message, or a list of either.
std::string words_of(const Json& value) {
  if (value.is_string()) return first_line(value.get_ref<const std::string&>());
  if (value.is_array()) {
    for (const auto& item : value) {
      if (auto found = words_of(item); !found.empty()) return found;
    }
  }
  if (value.is_object()) {
    for (const auto name : {"message", "Message", "error", "reason"}) {
      const Json& inner = net::member(value, name);
      if (!inner.is_string()) continue;
      if (auto found = first_line(inner.get_ref<const std::string&>()); !found.empty())
        return found;
    }
  }
  return {};
}

const Json& at(const Json& object, std::initializer_list<std::string_view> path) {
  const Json* here = &object;
  for (const auto name : path) here = &net::member(*here, name);
  return *here;
}

/// The last words of a task's history, which names the phase and ends with what went wrong.
std::string last_of_history(const Json& history) {
  if (!history.is_array()) return {};
  for (auto entry = history.rbegin(); entry != history.rend(); ++entry) {
    const Json& status = net::member(*entry, "status");
    if (!status.is_string()) continue;
    if (auto found = first_line(status.get_ref<const std::string&>()); !found.empty()) return found;
  }
  return {};
}

/// Cloud driver tasks, newest last: the exception of the last one that has any, else the history of
/// the last one that failed.
std::string words_of_tasks(const Json& tasks) {
  if (!tasks.is_array()) return {};
  for (auto task = tasks.rbegin(); task != tasks.rend(); ++task) {
    for (const auto name : {"exception", "status"}) {
      const Json& place = net::member(*task, name);
      if (std::string_view(name) == "status" && !flag(place, "failed")) continue;
      if (auto found = words_of(place); !found.empty()) return found;
    }
  }
  for (auto task = tasks.rbegin(); task != tasks.rend(); ++task) {
    if (!flag(net::member(*task, "status"), "failed")) continue;
    if (auto found = last_of_history(net::member(*task, "history")); !found.empty()) return found;
  }
  return {};
}

}  // namespace

std::string cause_of_stage(const Json& stage) {
  const Json& context = net::member(stage, "context");
  const Json& outputs = net::member(stage, "outputs");
  for (const Json* place : {&context, &outputs}) {
    for (const auto& path :
         {std::initializer_list<std::string_view>{"exception", "details", "errors"},
          {"exception", "details", "error"},
          {"exception", "details", "message"},
          {"exception", "message"},
          {"exception"},
          {"errors"},
          {"failureMessage"},
          {"errorMessage"},
          {"error"}}) {
      if (auto found = words_of(at(*place, path)); !found.empty()) return found;
    }
    if (auto found = words_of_tasks(net::member(*place, "kato.tasks")); !found.empty())
      return found;
  }
  for (const auto& task : {&net::member(stage, "tasks")}) {
    if (!task->is_array()) continue;
    for (const auto& item : *task) {
      if (auto found = words_of(net::member(item, "exception")); !found.empty()) return found;
    }
  }
  return {};
}

}  // namespace chatops::coding
