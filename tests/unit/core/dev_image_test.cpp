// What is said of an image, from what was seen of it.
// SPDX-License-Identifier: Apache-2.0
#include "core/dev_image.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <functional>
#include <map>
#include <string>

using namespace chatops;
using core::DevImageFacts;
using core::FolderState;

namespace {

DevImageFacts sound() {
  DevImageFacts out;
  out.image = "registry/dev:1";
  for (const auto program : core::dev_programs) out.programs[std::string(program)] = true;
  for (const auto tool : core::dev_image_tools) out.programs[std::string(tool)] = false;
  for (const auto* more : {"sh", "tar"}) out.programs[more] = true;
  out.programs["dlv"] = false;
  out.user = 1000;
  out.folder = "/srv/app";
  out.folder_state = FolderState::writable;
  return out;
}

/// Of the check: "ok sh", "note dev_tools_missing", …; several joined with "; ".
std::string said(const Findings& findings, std::string_view check) {
  std::string out;
  for (const auto& one : findings) {
    if (one.check != check) continue;
    const auto health = one.health == Health::ok        ? "ok "
                        : one.health == Health::note    ? "note "
                        : one.health == Health::problem ? "problem "
                                                        : "unknown ";
    out += (out.empty() ? "" : "; ") + std::string(health);
    if (!one.why) {
      out += one.what;
      continue;
    }
    out += code_of(one.why->reason);
    if (one.why->reason == Reason::dev_edits_hidden)
      out += " " + std::string(one.why->args.get("what")) + " " +
             std::string(one.why->args.get("why"));
  }
  return out;
}

void php(DevImageFacts& facts, std::map<std::string, std::string> settings) {
  facts.programs["php"] = true;
  facts.settings["php.answered"] = "yes";
  facts.settings["php.xdebug"] = "no";
  for (auto& [name, value] : settings) facts.settings[name] = value;
}

}  // namespace

TEST_CASE("each fact has its finding") {
  struct Row {
    std::string_view check;
    std::function<void(DevImageFacts&)> change;
    std::string wanted;
    std::string_view language = "";
  };
  const Row rows[] = {
      {"programs", [](auto&) {}, "ok sleep, tee, chmod, mv"},
      {"programs", [](auto& f) { f.programs["tee"] = false; },
       "problem dev_program_missing; ok sleep, chmod, mv"},
      {"programs", [](auto& f) { f.programs.erase("mv"); },
       "unknown answer_odd; ok sleep, tee, chmod"},
      {"programs",
       [](auto& f) {
         f.programs.erase("mv");
         f.trouble = Error(Reason::permission_missing);
       },
       "unknown permission_missing; ok sleep, tee, chmod"},
      {"image", [](auto& f) { f.why = Error(Reason::image_not_found); }, "problem image_not_found"},
      {"programs",
       [](auto& f) {
         f.why = Error(Reason::container_cannot_start);
         f.programs["sleep"] = false;
       },
       "problem dev_program_missing"},
      {"shell", [](auto&) {}, "ok sh"},
      {"shell", [](auto& f) { f.programs["sh"] = false; }, "note dev_tools_missing"},
      {"tar", [](auto& f) { f.programs["tar"] = false; }, "note dev_tools_missing"},
      {"user", [](auto&) {}, "ok 1000"},
      {"user", [](auto& f) { f.user.reset(); }, ""},
      {"folder", [](auto&) {}, "ok /srv/app"},
      {"folder", [](auto& f) { f.folder_state = FolderState::makeable; }, "ok /srv/app"},
      {"folder", [](auto& f) { f.folder_state = FolderState::unknown; }, "unknown answer_odd"},
      {"folder", [](auto& f) { f.folder_state = FolderState::unwritable; },
       "problem dev_folder_unwritable"},
      {"debugger", [](auto&) {}, ""},
      {"debugger", [](auto& f) { f.programs["node"] = true; }, "ok node --inspect"},
      {"debugger", [](auto&) {}, "note dev_debugger_missing", "node"},
      {"debugger", [](auto& f) { f.programs["go"] = true; }, "note dev_debugger_missing"},
      {"debugger", [](auto& f) { f.programs["dlv"] = true; }, "ok dlv", "go"},
      {"debugger",
       [](auto& f) {
         f.programs["python3"] = true;
         f.settings["python.debugpy"] = "no";
       },
       "note dev_debugger_missing"},
      {"debugger", [](auto& f) { f.programs["python3"] = true; }, "unknown answer_odd"},
      {"debugger",
       [](auto& f) {
         f.programs["java"] = true;
         f.settings["java.jdwp"] = "yes";
       },
       "ok jdwp"},
      {"debugger", [](auto& f) { php(f, {{"php.xdebug", "yes"}}); }, "ok xdebug"},
      {"debugger", [](auto& f) { php(f, {}); }, "note dev_debugger_missing"},
      {"opcache", [](auto&) {}, ""},
      {"opcache", [](auto& f) { php(f, {}); }, "ok php"},
      {"opcache", [](auto& f) { f.programs["php"] = true; }, "unknown answer_odd"},
      {"opcache", [](auto& f) { php(f, {{"opcache.enable", "Off"}}); }, "ok opcache.enable=0"},
      {"opcache",
       [](auto& f) { php(f, {{"opcache.enable", "On"}, {"opcache.validate_timestamps", "Off"}}); },
       "note dev_edits_hidden opcache.validate_timestamps=0 opcache_never"},
      {"opcache",
       [](auto& f) {
         php(f, {{"opcache.enable", "On"},
                 {"opcache.validate_timestamps", "On"},
                 {"opcache.revalidate_freq", "2"}});
       },
       "note dev_edits_hidden opcache.revalidate_freq=2 opcache_late"},
      {"opcache",
       [](auto& f) {
         php(f, {{"opcache.enable", "On"},
                 {"opcache.validate_timestamps", "On"},
                 {"opcache.revalidate_freq", "0"},
                 {"opcache.preload", "/app/preload.php"}});
       },
       "ok opcache.revalidate_freq=0; note dev_edits_hidden opcache.preload=/app/preload.php "
       "read_once"},
      {"bytecode",
       [](auto& f) {
         f.programs["python3"] = true;
         f.settings["python.dont_write_bytecode"] = "False";
       },
       "note dev_edits_hidden __pycache__ bytecode"},
      {"bytecode",
       [](auto& f) {
         f.programs["python3"] = true;
         f.settings["python.dont_write_bytecode"] = "True";
       },
       "ok PYTHONDONTWRITEBYTECODE=1"},
      {"class_data", [](auto& f) { f.programs["java"] = true; }, "unknown answer_odd"},
      {"class_data",
       [](auto& f) {
         f.programs["java"] = true;
         f.settings["java.answered"] = "yes";
       },
       "ok java"},
      {"class_data",
       [](auto& f) {
         f.programs["java"] = true;
         f.settings["java.answered"] = "yes";
         f.settings["java.SharedArchiveFile"] = "/app.jsa";
       },
       "note dev_edits_hidden -XX:SharedArchiveFile=/app.jsa class_data"},
      {"node_env",
       [](auto& f) {
         f.programs["node"] = true;
         f.settings["node.env"] = "production";
       },
       "note dev_edits_hidden NODE_ENV=production production"},
      {"node_env",
       [](auto& f) {
         f.programs["node"] = true;
         f.settings["node.env"] = "";
       },
       "ok NODE_ENV"},
      {"bundler",
       [](auto& f) {
         f.programs["node"] = true;
         f.settings["node.cache"] = "/srv/app/node_modules/.cache";
       },
       "note dev_edits_hidden /srv/app/node_modules/.cache bundler"},
      {"nginx",
       [](auto& f) {
         f.programs["nginx"] = true;
         f.settings["nginx.answered"] = "yes";
         f.settings["nginx.open_file_cache"] = "max=1000";
       },
       "note dev_edits_hidden open_file_cache max=1000 kept_answers"},
      {"nginx",
       [](auto& f) {
         f.programs["nginx"] = true;
         f.settings["nginx.answered"] = "yes";
       },
       "ok nginx"},
      {"nginx", [](auto& f) { f.programs["nginx"] = true; }, "unknown answer_odd"},
  };
  for (const Row& row : rows) {
    auto facts = sound();
    row.change(facts);
    CAPTURE(row.check);
    CAPTURE(row.wanted);
    CHECK(said(core::judge_image(facts, nullptr, row.language), row.check) == row.wanted);
  }
}

TEST_CASE("the component's own image says which tools are lacking") {
  auto own = sound();
  own.image = "registry/api:1";
  own.programs["curl"] = own.programs["make"] = true;
  auto image = sound();
  image.programs["curl"] = true;
  auto findings = core::judge_image(image, &own, "");
  CHECK(said(findings, "tools") == "note dev_tools_missing");
  image.programs["make"] = true;
  CHECK(said(core::judge_image(image, &own, ""), "tools") == "ok curl, make");
  own.why = Error(Reason::container_cannot_start);
  CHECK(said(core::judge_image(image, &own, ""), "tools") == "unknown container_cannot_start");
  CHECK(said(core::judge_image(image, nullptr, ""), "tools").empty());
}

TEST_CASE("findings are of checks that there are, and in their order") {
  auto facts = sound();
  for (const auto tool : core::dev_image_tools) facts.programs[std::string(tool)] = true;
  const auto own = sound();
  std::size_t last = 0;
  for (const auto& one : core::judge_image(facts, &own, "")) {
    const auto at = std::find(core::dev_image_checks.begin(), core::dev_image_checks.end(),
                              std::string_view(one.check));
    REQUIRE(at != core::dev_image_checks.end());
    const auto place = static_cast<std::size_t>(at - core::dev_image_checks.begin());
    CHECK(place >= last);
    last = place;
  }
}
