// Members of `cluster` and `user`. Data wins over files, as with client-go; what cannot be right is
// told with its line.
// SPDX-License-Identifier: Apache-2.0
#include "kube/kubeconfig_parts.hpp"

#include <algorithm>
#include <filesystem>

#include "base/file.hpp"
#include "base/text.hpp"
#include "crypto/crypto.hpp"
#include "net/http.hpp"

namespace chatops::kube {

namespace {

constexpr std::size_t most_pem = 1U << 20U;

bool is_true(const config::Yaml& map, std::string_view key) { return text_in(map, key) == "true"; }

const config::Mark& mark_of(const config::Yaml& map, std::string_view key) {
  const config::Yaml* value = map.find(key);
  return value == nullptr ? map.mark : value->mark;
}

std::string path_of(const std::string& path, const std::string& folder) {
  return path.starts_with('/') ? path : folder + "/" + path;
}

/// KEY-data in base64, or the file that KEY names; "" when there is neither.
Result<std::string> pem(const config::Yaml& map, const std::string& key,
                        const std::string& folder) {
  if (const auto data = text_in(map, key + "-data"); !data.empty()) {
    std::string packed;
    std::copy_if(data.begin(), data.end(), std::back_inserter(packed),
                 [](char c) { return c != '\n' && c != '\r' && c != ' '; });
    auto decoded = crypto::from_base64(packed);
    if (!decoded || decoded->find("-----BEGIN") == std::string::npos)
      return kubeconfig_error(mark_of(map, key + "-data"), "not_pem", key + "-data");
    return *std::move(decoded);
  }
  const auto path = text_in(map, key);
  if (path.empty()) return std::string();
  auto text = read_file(path_of(path, folder), most_pem);
  if (!text) return tl::make_unexpected(text.error());
  if (text->find("-----BEGIN") == std::string::npos)
    return kubeconfig_error(mark_of(map, key), "not_pem", path);
  return text;
}

bool is_one_line(std::string_view text) {
  return std::none_of(text.begin(), text.end(),
                      [](unsigned char c) { return c < ' ' || c == 0x7F; });
}

Result<void> read_plugin(const config::Yaml& node, const std::string& folder, Access& out) {
  CredentialPlugin plugin;
  plugin.command = text_in(node, "command");
  if (plugin.command.empty()) return kubeconfig_error(node.mark, "plugin_without_command");
  if (plugin.command.find('/') != std::string::npos)
    plugin.command = path_of(plugin.command, folder);
  plugin.api_version = text_in(node, "apiVersion");
  if (plugin.api_version != "client.authentication.k8s.io/v1" &&
      plugin.api_version != "client.authentication.k8s.io/v1beta1")
    return kubeconfig_error(mark_of(node, "apiVersion"), "plugin_version", plugin.api_version);
  if (text_in(node, "interactiveMode") == "Always")
    return kubeconfig_error(mark_of(node, "interactiveMode"), "plugin_interactive");
  if (const auto* args = node.find("args"); args != nullptr) {
    for (const auto& one : args->items) plugin.args.push_back(one.text);
  }
  if (const auto* variables = node.find("env"); variables != nullptr) {
    for (const auto& one : variables->items)
      plugin.variables[text_in(one, "name")] = text_in(one, "value");
  }
  plugin.hint = text_in(node, "installHint");
  plugin.cluster_info = is_true(node, "provideClusterInfo");
  out.plugin = std::move(plugin);
  return {};
}

/// https://kubernetes.io/docs/reference/access-authn-authz/authentication/#user-impersonation
Result<void> read_impersonation(const config::Yaml& node, Access& out) {
  const auto add = [&](const std::string& field, const std::string& value) {
    if (!value.empty()) out.impersonation.emplace_back(field, value);
  };
  add("Impersonate-User", text_in(node, "as"));
  add("Impersonate-Uid", text_in(node, "as-uid"));
  if (const auto* groups = node.find("as-groups"); groups != nullptr) {
    for (const auto& group : groups->items) add("Impersonate-Group", group.text);
  }
  if (const auto* extra = node.find("as-user-extra"); extra != nullptr) {
    for (const auto& entry : extra->entries) {
      for (const auto& value : entry.value.items)
        add("Impersonate-Extra-" + net::percent_encode(entry.key), value.text);
    }
  }
  for (const auto& [field, value] : out.impersonation) {
    if (!is_one_line(field + value)) return kubeconfig_error(node.mark, "control_characters");
  }
  return {};
}

}  // namespace

std::string text_in(const config::Yaml& map, std::string_view key) {
  const config::Yaml* value = map.find(key);
  return value != nullptr && value->is_scalar() ? value->text : "";
}

tl::unexpected<Error> kubeconfig_error(const config::Mark& mark, const char* why,
                                       const std::string& piece) {
  Error error(Reason::kubeconfig_invalid, {{"where", mark.where()}, {"why", why}});
  if (!piece.empty()) error.args.set("piece", piece);
  return unknown(std::move(error));
}

Result<void> read_cluster(const config::Yaml& node, const std::string& folder, Access& out) {
  out.server = text_in(node, "server");
  while (out.server.ends_with('/')) out.server.pop_back();
  const auto url = net::parse_url(out.server);
  if (!url) return kubeconfig_error(mark_of(node, "server"), "no_server");
  auto authorities = pem(node, "certificate-authority", folder);
  if (!authorities) return tl::make_unexpected(authorities.error());
  out.authorities = *std::move(authorities);
  out.verify = !is_true(node, "insecure-skip-tls-verify");
  // client-go refuses the two together: which one is meant nobody knows.
  if (!out.verify && !out.authorities.empty())
    return kubeconfig_error(mark_of(node, "insecure-skip-tls-verify"), "insecure_with_authority");
  out.server_name = text_in(node, "tls-server-name");
  out.compressed = !is_true(node, "disable-compression");
  if (const auto proxy = text_in(node, "proxy-url"); !proxy.empty()) {
    const auto scheme = proxy.substr(0, proxy.find("://"));
    if (scheme != "http" && scheme != "https" && scheme != "socks5" && scheme != "socks5h")
      return kubeconfig_error(mark_of(node, "proxy-url"), "proxy_kind", scheme);
    // The proxy looks the name up, as Go's does.
    out.proxy = scheme == "socks5" ? "socks5h" + proxy.substr(scheme.size()) : proxy;
  }
  return {};
}

Result<void> read_user(const config::Yaml& node, const std::string& folder, Access& out) {
  auto certificate = pem(node, "client-certificate", folder);
  if (!certificate) return tl::make_unexpected(certificate.error());
  auto key = pem(node, "client-key", folder);
  if (!key) return tl::make_unexpected(key.error());
  if (certificate->empty() != key->empty())
    return kubeconfig_error(node.mark, "half_a_certificate");
  out.certificate = *std::move(certificate);
  out.key = Secret(*std::move(key));
  if (const auto file = text_in(node, "tokenFile"); !file.empty())
    out.token_file = path_of(file, folder);
  const auto token = std::string(trim(text_in(node, "token")));
  if (!is_one_line(token)) return kubeconfig_error(mark_of(node, "token"), "control_characters");
  out.token = Secret(token);
  out.user = text_in(node, "username");
  out.password = Secret(text_in(node, "password"));
  if (const auto* plugin = node.find("exec"); plugin != nullptr && plugin->is_map()) {
    if (auto read = read_plugin(*plugin, folder, out); !read) return read;
  }
  if (const auto* old = node.find("auth-provider");
      old != nullptr && old->is_map() && !out.plugin && token.empty())
    return kubeconfig_error(old->mark, "auth_provider");
  return read_impersonation(node, out);
}

}  // namespace chatops::kube
