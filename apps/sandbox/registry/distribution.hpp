// The sandbox's OCI registry: the distribution protocol over BlobStore, behind the token dance.
// Shapes and codes: https://github.com/opencontainers/distribution-spec/blob/main/spec.md; where
// it leaves a choice, as Debian's docker-registry 2.8 answers.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <string>

#include "net/server.hpp"
#include "registry/blob_store.hpp"
#include "registry/token_desk.hpp"
#include "world/parts.hpp"

namespace chatops::sandbox {

/// Told after a manifest was pushed under a tag: repository, tag, digest, bytes of its layers.
using Pushed = std::function<void(const std::string& repository, const std::string& tag,
                                  const std::string& digest, std::int64_t size)>;

/// Told after a manifest was removed, and every tag of it: repository, digest.
using Removed = std::function<void(const std::string& repository, const std::string& digest)>;

class Distribution final : public Part {
 public:
  Distribution(World& world, BlobStore& store);
  /// Register before the server starts.
  void on_push(Pushed listener) { pushed_ = std::move(listener); }
  void on_remove(Removed listener) { removed_ = std::move(listener); }
  /// Everything below /v2/. Thread-safe.
  net::ServerResponse answer(const net::ServerRequest& request) override;

 private:
  struct Route;
  net::ServerResponse manifest(const net::ServerRequest& request, const Route& route);
  net::ServerResponse put_manifest(const net::ServerRequest& request, const Route& route);
  net::ServerResponse blob(const net::ServerRequest& request, const Route& route);
  net::ServerResponse upload(const net::ServerRequest& request, const Route& route);
  net::ServerResponse begin_upload(const net::ServerRequest& request, const Route& route);
  net::ServerResponse continue_upload(const net::ServerRequest& request, const Route& route);
  net::ServerResponse tags(const net::ServerRequest& request, const Route& route);
  bool forbidden(const std::string& repository, const std::string& digest) const;

  World& world_;
  BlobStore& store_;
  TokenDesk tokens_;
  Pushed pushed_;
  Removed removed_;
};

}  // namespace chatops::sandbox
