// The bill's canonical text: netstrings in a fixed order, so that no two different bills can ever
// be written alike. Its first word is the version of this form.
// SPDX-License-Identifier: Apache-2.0
#include "core/bill.hpp"

#include "crypto/crypto.hpp"

namespace chatops::core {
namespace {

void add(std::string& text, std::string_view field) {
  text += std::to_string(field.size());
  text += ':';
  text += field;
  text += ',';
}

}  // namespace

std::string Bill::hash() const {
  std::string text;
  add(text, "chatops-bill-1");
  add(text, std::to_string(lines.size()));
  for (const auto& [name, line] : lines) {
    for (const std::string& field :
         {name, line.image.host, line.image.path, line.version, line.digest}) {
      add(text, field);
    }
  }
  for (const std::string& field : {chart.name, chart.version, chart.digest, values_digest}) {
    add(text, field);
  }
  add(text, std::to_string(parameters.size()));
  for (const auto& [name, value] : parameters) {
    add(text, name);
    add(text, value);
  }
  return "sha256:" + crypto::sha256_hex(text);
}

}  // namespace chatops::core
