// The text, section by section, in the order in which people read it.
// SPDX-License-Identifier: Apache-2.0
#include "application/draft/draft.hpp"

#include <algorithm>

#include "base/file.hpp"
#include "base/text.hpp"
#include "base/width.hpp"
#include "config/yaml.hpp"

namespace chatops::application {
namespace {

/// A comment ends with its line, and YAML knows no control characters.
std::string in_comment(std::string_view text) {
  std::string out;
  while (!text.empty()) {
    const Decoded next = decode_utf8(text);
    const bool broken = next.character == 0xFFFD && next.bytes == 1;
    const bool control = next.character < 0x20 || (next.character >= 0x7F && next.character < 0xA0);
    const bool breaks = next.character == 0x2028 || next.character == 0x2029 ||
                        next.character == 0xFEFF || (next.character & 0xFFFEU) == 0xFFFEU;
    if (broken || control || breaks) {
      out += '?';
    } else {
      out += text.substr(0, next.bytes);
    }
    text.remove_prefix(next.bytes);
  }
  return out;
}

/// One line that stands for itself in block and in flow style.
std::string word(std::string_view text) {
  std::string out = config::to_yaml(config::Yaml::string(in_comment(text)));
  out.pop_back();
  if (out.starts_with('"') || out.find_first_of(",[]{}") == std::string::npos) return out;
  return '"' + replace_all(replace_all(out, "\\", "\\\\"), "\"", "\\\"") + '"';
}

class Writer {
 public:
  Writer(const Proposal& proposal, const Say& say) : p_(proposal), say_(say) {}

  std::string write() {
    head();
    repositories();
    defaults();
    components();
    chart();
    layers();
    environments();
    deploy();
    teardown();
    return std::move(out_);
  }

 private:
  void line(std::string_view text) {
    out_ += text;
    out_ += '\n';
  }
  void comment(std::string_view indent, std::string_view text) {
    for (const std::string_view row : lines_of(text))
      line(std::string(indent) + "# " + in_comment(row));
  }
  void remark(std::string_view indent, const Remark& remark) {
    if (!remark.code.empty()) comment(indent, say_(remark.code, remark.args));
  }
  void remark(std::string_view indent, std::string_view code) {
    remark(indent, Remark{std::string(code), {}});
  }
  void section(std::string_view key) { out_ += "\n" + std::string(key) + ":\n"; }
  void pair(std::string_view indent, std::string_view key, std::string_view value) {
    line(std::string(indent) + std::string(key) + ": " + word(value));
  }
  void given(std::string_view indent, std::string_view key, std::string_view value) {
    if (!value.empty()) pair(indent, key, value);
  }

  void head() {
    remark("", "head");
    line("version: 1");
    remark("", p_.name_remark);
    pair("", "application", p_.name);
    if (p_.title.empty()) {
      remark("", "title_missing");
    } else {
      comment("", "title: " + word(p_.title));
    }
    remark("", p_.project_remark);
    if (p_.project.empty()) {
      comment("", "project: " + word(p_.name));
    } else {
      pair("", "project", p_.project);
    }
  }

  static std::string flow(const std::vector<std::pair<std::string, std::string>>& pairs) {
    std::string out;
    for (const auto& [key, value] : pairs) out += (out.empty() ? "" : ", ") + key + ": " + value;
    return "{" + out + "}";
  }

  void repositories() {
    section("repositories");
    for (const ProposedRepository& one : p_.repositories) {
      remark("  ", one.remark);
      std::vector<std::pair<std::string, std::string>> pairs = {{"url", word(one.url)}};
      if (!one.ci_job.empty()) pairs.emplace_back("ci_job", word(one.ci_job));
      line("  " + word(one.name) + ": " + flow(pairs));
    }
  }

  static std::string paths(const core::ValuesPaths& paths) {
    std::vector<std::pair<std::string, std::string>> pairs;
    if (!paths.tag.empty()) pairs.emplace_back("tag", word(paths.tag));
    if (!paths.repository.empty()) pairs.emplace_back("repository", word(paths.repository));
    if (!paths.registry.empty()) pairs.emplace_back("registry", word(paths.registry));
    if (!paths.digest.empty()) pairs.emplace_back("digest", word(paths.digest));
    if (!paths.image.empty()) pairs.emplace_back("image", word(paths.image));
    return flow(pairs);
  }
  static bool any(const core::ValuesPaths& paths) {
    return paths.carries_version() || !paths.repository.empty();
  }

  void defaults() {
    section("defaults");
    remark("  ", p_.repository_remark);
    given("  ", "repository", p_.repository);
    remark("  ", p_.branch_remark);
    pair("  ", "branch", p_.branch);
    given("  ", "image", p_.image);
    remark("  ", p_.version_remark);
    if (p_.version.empty()) {
      comment("  ", R"(version: "{branch}-{build}-{commit}")");
    } else {
      pair("  ", "version", p_.version);
    }
    if (any(p_.paths)) line("  values: " + paths(p_.paths));
  }

  std::string component(const ProposedComponent& one) const {
    std::vector<std::pair<std::string, std::string>> pairs;
    if (!one.repository.empty() || one.repository_missing)
      pairs.emplace_back("repository", word(one.repository));
    if (!one.branch.empty()) pairs.emplace_back("branch", word(one.branch));
    if (!one.image.empty()) pairs.emplace_back("image", word(one.image));
    if (one.paths && (any(*one.paths) || any(p_.paths)))
      pairs.emplace_back("values", paths(*one.paths));
    return word(one.name) + ": " + flow(pairs);
  }

  void components() {
    section("components");
    if (p_.components.empty()) {
      remark("  ", "components_missing");
      comment("  ", "api: {image: registry.example.com/team/api}");
    }
    const Remark* before = nullptr;
    for (const ProposedComponent& one : p_.components) {
      const bool same =
          before != nullptr && before->code == one.remark.code && before->args == one.remark.args;
      if (!same) remark("  ", one.remark);
      before = &one.remark;
      line("  " + component(one));
    }
    if (!p_.others.empty()) remark("  ", "others");
    for (const ProposedComponent& one : p_.others) comment("  ", component(one));
    unclear();
  }

  /// What was seen and is not written, with its place and the reason.
  void unclear() {
    if (!p_.unclear.empty()) remark("  ", "unclear");
    for (const UnclearImage& one : p_.unclear) {
      const std::string reason = say_("unclear_" + one.why, {});
      std::string row = "  " + one.where + "  " + one.path;
      if (!one.text.empty()) row += ": " + word(one.text);
      comment("  ", in_comment(row) + "  (" + reason + ")");
    }
  }

  void chart() {
    section("chart");
    remark("  ", p_.chart_remark);
    if (!p_.chart) {
      line("  path: \"\"");
      return;
    }
    if (p_.chart->kind == core::ChartKind::path) {
      pair("  ", "path", p_.chart->source);
      return;
    }
    pair("  ", "repository", p_.chart->source);
    pair("  ", "name", p_.chart->name);
    given("  ", "version", p_.chart->rule);
  }

  static std::string list(const std::vector<std::string>& files) {
    std::string out;
    for (const std::string& file : files) out += (out.empty() ? "" : ", ") + word(file);
    return "[" + out + "]";
  }

  void unread(const Error& error) {
    const std::string where(error.args.get("where")), what(error.args.get("what"));
    if (error.reason == Reason::yaml_duplicate_key) {
      remark("", Remark{"key_twice", {{"key", what}, {"where", where}}});
    } else if (error.reason != Reason::program_missing) {
      remark("", Remark{"unread", {{"file", where.empty() ? what : where}}});
    }
  }

  void layers() {
    line("");
    if (p_.common.empty()) {
      remark("", "common_missing");
    } else {
      remark("", "common");
      line("values: " + list(p_.common));
    }
    for (const Error& error : p_.unread) unread(error);
    if (!p_.classes.empty()) {
      line("");
      remark("", "classes");
      line("classes:");
    }
    for (const auto& [name, files] : p_.classes)
      line("  " + word(name) + ": {values: " + list(files) + "}");
    if (p_.candidates.empty()) return;
    line("");
    remark("", "candidates");
    if (p_.classes.empty()) comment("", "classes:");
    for (const auto& [name, files] : p_.candidates)
      comment("", "  " + word(name) + ": {values: " + list(files) + "}");
  }

  /// A pipeline that wants a domain gets one that is made up, so that everything else can be tried.
  void domain() {
    if (p_.deploy.domain.empty()) {
      remark("  ", "domain_missing");
      comment("  ", R"(domain: "{env}.example.com")");
    } else {
      remark("  ", "domain_made_up");
      pair("  ", "domain", "{env}." + p_.name + ".example.com");
    }
    comment("  ", R"(address: "https://{domain}/")");
  }

  void environments() {
    section("environments");
    if (!p_.classes.empty()) {
      remark("  ", "default_class");
      pair("  ", "class", "none");
    }
    // Namespaces that begin with "kube-" belong to Kubernetes.
    const bool reserved = p_.name == "kube" || p_.name.starts_with("kube-");
    pair("  ", "namespace", reserved ? "{env}-{application}" : "{application}-{env}");
    domain();
    if (p_.environments.empty()) return;
    remark("  ", "environment_values");
    line("  values:");
    for (const auto& [name, files] : p_.environments)
      line("    " + word(name) + ": " + list(files));
  }

  void pipeline(const ProposedPipeline& one, bool deploys) {
    remark("  ", one.remark);
    if (deploys) line("  engine: coding");
    pair("  ", "application", one.application);
    pair("  ", "pipeline", one.name);
    if (one.ns.empty()) remark("  ", "namespace_parameter_missing");
    std::vector<std::pair<std::string, std::string>> pairs = {{"namespace", word(one.ns)}};
    for (const auto& [key, name] :
         {std::pair("domain", one.domain), {"release", one.release}, {"chart", one.chart}})
      if (!name.empty()) pairs.emplace_back(key, word(name));
    line("  parameters: " + flow(pairs));
    if (deploys && !one.values.empty()) line("  values: {parameter: " + word(one.values) + "}");
    if (deploys && one.values.empty()) {
      remark("  ", "delivery_missing");
      comment("  ", "values: {parameter: Values}");
    }
    std::vector<std::pair<std::string, std::string>> extra;
    extra.reserve(one.extra.size());
    for (const auto& [name, value] : one.extra) extra.emplace_back(word(name), word(value));
    if (!extra.empty()) line("  extra: " + flow(extra));
    for (const std::string& name : one.open)
      remark("  ", Remark{"parameter_open", {{"value", name}}});
  }

  void deploy() {
    section("deploy");
    pipeline(p_.deploy, true);
  }

  void teardown() {
    line("");
    if (!p_.teardown) {
      remark("", "teardown_missing");
      comment("", "teardown: {application: " + word(p_.name) +
                      ", pipeline: teardown, parameters: {namespace: Namespace}}");
      return;
    }
    line("teardown:");
    pipeline(*p_.teardown, false);
  }

  const Proposal& p_;
  const Say& say_;
  std::string out_;
};

}  // namespace

std::string draft_text(const Proposal& proposal, const Say& say) {
  return Writer(proposal, say).write();
}

std::vector<Error> own_mistakes(const std::vector<Error>& found) {
  std::vector<Error> out;
  for (const Error& error : found) {
    const bool to_fill_in =
        error.reason == Reason::yaml_missing_key ||
        (error.reason == Reason::yaml_bad_value && error.args.get("why") == "empty");
    if (!to_fill_in) out.push_back(error);
  }
  return out;
}

Result<std::string> place_file(const std::string& path, std::string_view text, unsigned mode,
                               bool replace) {
  if (!replace) {
    const auto made = create_file(path, text, mode);
    if (!made) return unknown(made.error());
    return std::string();
  }
  auto kept = keep_beside(path);
  if (!kept) return kept;
  const auto written = write_file(path, text, mode);
  if (!written) return unknown(written.error());
  return kept;
}

}  // namespace chatops::application
