// The parts of the schema, one function each; all mistakes go to the reader's problems.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <string>
#include <vector>

#include "application/engines.hpp"
#include "config/reader.hpp"
#include "core/application.hpp"

namespace chatops::application {

/// Where values files are read from, and how marks name them.
struct Folder {
  std::string path;     ///< absolute
  std::string display;  ///< prefix for people, "" or ending in '/'
};

void read_repositories(config::Reader& root, core::Application& out);
void read_components(config::Reader& root, core::Application& out);
/// `dev` of a component.
void read_dev(config::Reader& component, core::Component& out);
void read_chart(config::Reader& root, const Folder& folder, core::Application& out);
void read_classes(config::Reader& root, const Folder& folder, core::Application& out);
void read_clusters(config::Reader& root, core::Application& out);
void read_environments(config::Reader& root, const Folder& folder, core::Application& out);
void read_engine(config::Reader& root, const EngineReaders& engines, core::Application& out);

/// The files under `key`, read, checked to be values.
std::vector<core::ValuesFile> read_values_files(config::Reader& reader, std::string_view key,
                                                const Folder& folder);

/// Why a text is no image name (a word of ours); null when it is one.
const char* image_flaw(std::string_view text);
/// Reports a name that is none (application, component, class, environment).
void check_name(config::Reader& at, const std::string& name);
/// Reports a template that is unsound or names another variable than these.
void check_template(config::Reader& at, std::string_view key, const std::string& text,
                    std::span<const std::string_view> variables);
/// Reports a value that is not among the known ones, with the one that was probably meant.
void check_known(config::Reader& at, std::string_view key, const std::string& value,
                 const std::vector<std::string>& known);
/// Reports an error of a rule (`what` = piece, `why`) as a mistake in the key's value.
void report(config::Reader& at, std::string_view key, const Error& error, const std::string& value);

template <class T>
std::vector<std::string> names_of(const std::vector<T>& things) {
  std::vector<std::string> out;
  for (const T& thing : things) out.push_back(thing.name);
  return out;
}

}  // namespace chatops::application
