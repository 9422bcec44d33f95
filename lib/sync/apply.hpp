// Brings one path of a directory to a new state, so that whoever looks finds the old or the new
// content and never a part, and that nothing which was not expected there is lost.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "sync/tree.hpp"

namespace chatops::sync {

struct Change {
  std::string path;
  State state;               ///< to be brought there; `absent` removes
  State expect;              ///< what is thought to be there; not compared: modes
  std::string content = {};  ///< of a file, or the target of a link
};

struct Applied {
  Trouble trouble = Trouble::none;
  /// What was there and not expected lies under this path now.
  std::string kept = {};
  /// What lies there now; its state is what was asked for, unless there was trouble.
  Entry now = {};
};

/// What happens to something that was not expected.
enum class Unexpected {
  keep,    ///< moved to .chatops-kept/PATH.XXXXXXXX; beside it, where that is another file system
  refuse,  ///< left; trouble `changed`
};

class Applier {
 public:
  /// `known`: what was seen or written earlier, so that what was not touched need not be read
  /// again; is kept up to date. Both outlive it.
  Applier(const Tree& tree, Index& known) : tree_(tree), known_(known) {}

  /// Not for directories with something in them: those are left, without trouble. Set-user-id and
  /// times are not synced: the time is that of arrival, so that `make` and caches see a change
  /// whatever the two clocks say.
  Applied apply(const Change& change, Unexpected unexpected);

  /// A file whose content comes in pieces. Nothing is seen of it before finish().
  class Pending {
   public:
    Pending(const Pending&) = delete;
    Pending& operator=(const Pending&) = delete;
    ~Pending();
    Trouble add(std::string_view bytes);
    /// From the file that lies at the path (which was as expected at begin()).
    Trouble copy(std::uint64_t offset, std::uint64_t size);

   private:
    friend class Applier;
    Pending() = default;
    Fd folder_, file_, old_;
    std::string temporary_;
    std::uint64_t size_ = 0;
    Trouble trouble_ = Trouble::none;
  };
  /// `from_old`: copy() will be used; trouble `changed` when what lies there is not as expected.
  /// `change.state.size`: room for so much is asked for at once; 0 = it is not known yet.
  std::unique_ptr<Pending> begin(const Change& change, bool from_old, Trouble& trouble);
  Applied finish(const Change& change, Pending& pending, Unexpected unexpected);

  /// What lies at the path, with hash; without reading it where it is known.
  Trouble state_of(const std::string& path, Entry& out);

 private:
  Applied change_mode(const Change& change, Applied out);
  Applied remove(const Change& change, Unexpected unexpected, const Entry& there);
  Applied make_folder(const Change& change, Unexpected unexpected, const Entry& there);
  /// Makes the way free for something of another kind or content.
  bool give_way(const Change& change, Unexpected unexpected, const Entry& there, Applied& out);
  /// Not beside it: folders of configuration are often read whole.
  bool set_aside(const std::string& path, const Entry& there, Applied& out);
  bool spelled_otherwise(const std::string& path) const;
  std::string temporary_name();

  const Tree& tree_;
  Index& known_;
  unsigned counter_ = 0;
};

}  // namespace chatops::sync
