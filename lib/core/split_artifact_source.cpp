// Deals questions out and puts the answers back in order.
// SPDX-License-Identifier: Apache-2.0
#include "core/split_artifact_source.hpp"

namespace chatops::core {

namespace {

class SplitSource final : public ArtifactSource {
 public:
  SplitSource(std::unique_ptr<ArtifactSource> first, std::unique_ptr<ArtifactSource> second,
              std::function<bool(const ImageName&)> at_first)
      : first_(std::move(first)), second_(std::move(second)), at_first_(std::move(at_first)) {}

  std::vector<Known<std::vector<Artifact>>> versions(const Call& call,
                                                     std::span<const ImageName> images) override {
    return dealt<std::vector<Artifact>, ImageName>(
        images, [&](const ImageName& image) { return at_first_(image); },
        [&](ArtifactSource& source, std::span<const ImageName> some) {
          return source.versions(call, some);
        });
  }

  std::vector<Known<Artifact>> properties(const Call& call,
                                          std::span<const Artifact> artifacts) override {
    return dealt<Artifact, Artifact>(
        artifacts, [&](const Artifact& artifact) { return at_first_(artifact.image); },
        [&](ArtifactSource& source, std::span<const Artifact> some) {
          return source.properties(call, some);
        });
  }

 private:
  template <class Answer, class Question, class Belongs, class Ask>
  std::vector<Known<Answer>> dealt(std::span<const Question> questions, const Belongs& belongs,
                                   const Ask& ask) {
    std::vector<std::optional<Known<Answer>>> places(questions.size());
    for (const bool to_first : {true, false}) {
      std::vector<Question> some;
      std::vector<std::size_t> at;
      for (std::size_t i = 0; i < questions.size(); ++i) {
        if (belongs(questions[i]) != to_first) continue;
        some.push_back(questions[i]);
        at.push_back(i);
      }
      if (some.empty()) continue;
      auto answers = ask(to_first ? *first_ : *second_, std::span<const Question>(some));
      for (std::size_t i = 0; i < at.size(); ++i) places[at[i]] = std::move(answers[i]);
    }
    std::vector<Known<Answer>> out;
    out.reserve(places.size());
    for (auto& place : places) out.push_back(std::move(*place));
    return out;
  }

  std::unique_ptr<ArtifactSource> first_, second_;
  std::function<bool(const ImageName&)> at_first_;
};

}  // namespace

std::unique_ptr<ArtifactSource> split_artifact_source(
    std::unique_ptr<ArtifactSource> first, std::unique_ptr<ArtifactSource> second,
    std::function<bool(const ImageName&)> at_first) {
  return std::make_unique<SplitSource>(std::move(first), std::move(second), std::move(at_first));
}

}  // namespace chatops::core
