// The mirror's thread: what wakes it, and in which order it works. See mirror.hpp.
// SPDX-License-Identifier: Apache-2.0
#include "sync/mirror.hpp"

#include <poll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <algorithm>
#include <ranges>

#include "base/memory.hpp"
#include "sync/mirror_parts.hpp"

namespace chatops::sync {

namespace {

constexpr std::size_t enough_waiting = 2U << 20U;
constexpr std::size_t paths_at_once = 256;
constexpr Millis rest_after{2'000};

}  // namespace

Mailbox::Mailbox() : event_(::eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC)) {}

void Mailbox::put(Letter letter) {
  {
    const std::lock_guard lock(mutex_);
    letters_.push_back(std::move(letter));
  }
  wake();
}

void Mailbox::wake() const {
  const std::uint64_t one = 1;
  (void)!::write(event_.get(), &one, sizeof one);
}

std::deque<Mailbox::Letter> Mailbox::take() {
  std::uint64_t count = 0;
  (void)!::read(event_.get(), &count, sizeof count);
  const std::lock_guard lock(mutex_);
  return std::exchange(letters_, {});
}

Result<std::unique_ptr<Mirror>> Mirror::make(Clock& clock, Session& session, MirrorOptions options,
                                             SessionListener* also) {
  auto tree = Tree::open(options.root);
  if (!tree) return tl::make_unexpected(tree.error());
  const auto state_file = options.state_file;
  auto out =
      std::make_unique<MirrorWork>(clock, session, std::move(options), also, *std::move(tree));
  if (out->state_taken()) return failure(Reason::state_busy, {{"what", state_file}});
  return std::unique_ptr<Mirror>(std::move(out));
}

MirrorWork::MirrorWork(Clock& clock, Session& session, MirrorOptions options, SessionListener* also,
                       Tree tree)
    : clock_(clock),
      session_(session),
      options_(std::move(options)),
      also_(also),
      tree_(std::move(tree)),
      watch_(tree_),
      journal_(options_.state_file),
      applier_(tree_, synced_) {
  rules_.set_own(options_.ignore, options_.include);
  if (!journal_.taken()) journal_.load(synced_, alternatives_, intents_);
}

MirrorWork::~MirrorWork() {
  session_.stop();
  thread_.request_stop();
  mailbox_->wake();
}

void MirrorWork::start() {
  session_.on_written([mailbox = mailbox_] { mailbox->written(); });
  thread_ = std::jthread([this](const std::stop_token& stop) { run(stop); });
  session_.start(*this);
}

// ---- from other threads

namespace {

class ChannelToMailbox final : public ChannelListener {
 public:
  explicit ChannelToMailbox(std::shared_ptr<Mailbox> mailbox) : mailbox_(std::move(mailbox)) {}
  void data(std::string bytes) override { mailbox_->put(Mailbox::Data{std::move(bytes)}); }
  void ended() override { mailbox_->put(Mailbox::Reset{false}); }
  void reset(std::string_view why) override { mailbox_->put(Mailbox::Reset{why == "lost"}); }

 private:
  std::shared_ptr<Mailbox> mailbox_;
};

}  // namespace

void MirrorWork::begun() {
  if (const auto channel =
          session_.open(ChannelKind::sync, "", std::make_shared<ChannelToMailbox>(mailbox_)))
    mailbox_->put(Mailbox::Begun{*channel});
  if (also_ != nullptr) also_->begun();
}

void MirrorWork::connected(bool is) {
  {
    const std::lock_guard lock(mutex_);
    status_.connected = is;
  }
  if (also_ != nullptr) also_->connected(is);
}

void MirrorWork::over(const Error& why) {
  {
    const std::lock_guard lock(mutex_);
    status_.over = why;
    status_.connected = false;
    for (const auto& wait : waits_) wait->result = tl::make_unexpected(why);
    waits_.clear();
  }
  told_.notify_all();
  if (also_ != nullptr) also_->over(why);
}

Result<void> MirrorWork::wait(const Call& call) {
  const auto wait = std::make_shared<Wait>();
  std::unique_lock lock(mutex_);
  if (status_.over) return tl::make_unexpected(*status_.over);
  waits_.push_back(wait);
  mailbox_->wake();
  while (!wait->result) {
    if (call.stop.stop_requested()) {
      std::erase(waits_, wait);
      throw Interrupted{};
    }
    const auto now = clock_.tick();
    if (now >= call.deadline) {
      std::erase(waits_, wait);
      return failure(Reason::deadline_passed);
    }
    told_.wait_for(lock, call.stop, std::min(call.deadline - now, scan_every),
                   [&] { return wait->result.has_value(); });
  }
  return *wait->result;
}

void MirrorWork::pause() {
  const std::lock_guard lock(mutex_);
  status_.paused = true;
}

void MirrorWork::resume() {
  {
    const std::lock_guard lock(mutex_);
    status_.paused = false;
    if (status_.halted) removals_allowed_ = true;
    status_.halted.reset();
  }
  mailbox_->wake();
}

MirrorStatus MirrorWork::status() const {
  const std::lock_guard lock(mutex_);
  return status_;
}

IgnoreRules::Verdict MirrorWork::explain(const std::string& path, bool is_folder) const {
  const std::lock_guard lock(mutex_);
  return rules_told_.explain(path, is_folder);
}

// ---- the thread

void MirrorWork::run(const std::stop_token& stop) {
  if (!watch_.open()) next_scan_ = clock_.tick();
  while (!stop.stop_requested()) {
    pollfd ready[] = {{mailbox_->descriptor(), POLLIN, 0}, {watch_.descriptor(), POLLIN, 0}};
    ::poll(ready, watch_.open() ? 2 : 1, patience());
    if (stop.stop_requested()) break;
    take_letters();
    bool asked = false;
    {
      const std::lock_guard lock(mutex_);
      for (const auto& wait : waits_) asked = std::exchange(wait->fresh, false) || asked;
    }
    notice(asked);
    work();
    publish();  // first, so that who waited finds what happened in the status
    finish_waits();
    const auto now = clock_.tick();
    if (std::exchange(used_, false)) rest_at_ = now + rest_after;
    if (now >= rest_at_) rest();
  }
}

/// What a burst took is not kept, by the allocator neither.
void MirrorWork::rest() {
  rest_at_ = Tick::max();
  packer_.rest();
  session_.rest();
  give_memory_back();
}

int MirrorWork::patience() {
  const bool removals = !removals_.empty() || !removed_there_.empty();
  const bool more = !todo_.empty() || (removals && removals_at_ <= clock_.tick()) ||
                    (!upload_ && !big_waiting_.empty());
  const auto room = more ? enough_waiting : upload_ ? upload_window : 0;
  mailbox_->want_room(room > 0);
  // What waits is written by another thread, which wakes us.
  if (may_send() && session_.waiting(channel_) < room) return 0;
  auto until = std::min({watch_.due(), next_scan_, rest_at_});
  if (removals && may_send()) until = std::min(until, removals_at_);
  for (const auto* later : {&again_, &retry_}) {
    for (const auto& [path, when] : *later) until = std::min(until, when);
  }
  if (until == Tick::max()) return -1;
  return static_cast<int>(std::clamp<Millis::rep>((until - clock_.tick()).count(), 0, 60'000));
}

void MirrorWork::dirty(const std::string& path, bool written) {
  auto& entry = todo_[path];
  entry = entry || written;
}

/// `all`: somebody waits, so that nothing is held back.
void MirrorWork::notice(bool all) {
  const auto now = clock_.tick();
  Dirty found;
  watch_.read(now, found, all);
  if (!watch_.complete() && (all || now >= next_scan_ || next_scan_ == Tick::max())) {
    found.overflow = true;
    next_scan_ = now + scan_every;
  }
  if (found.overflow) found.folders.insert("");
  for (const auto& folder : outermost(found.folders)) rescan(folder);
  for (const auto& [path, written] : found.paths) {
    if (!path_is_sound(path)) continue;
    dirty(path, written);
    if (name_of(path) == ignore_name) reread_rules(std::string(parent_of(path)));
  }
  for (auto* later : {&again_, &retry_}) {
    for (auto it = later->begin(); it != later->end();) {
      if (!all && it->second > now) {
        ++it;
        continue;
      }
      dirty(it->first, true);
      it = later->erase(it);
    }
  }
}

void MirrorWork::reread_rules(const std::string& folder) {
  const auto text = ignore_text(tree_, folder);
  if (!rules_.differs(folder, text)) return;
  rules_.set_file(folder, text);
  rescan(folder);
  const std::lock_guard lock(mutex_);
  rules_changed_ = true;
}

void MirrorWork::rescan(const std::string& folder, bool clean) {
  for (auto it = synced_.lower_bound(folder); it != synced_.end() && it->first.starts_with(folder);
       ++it) {
    if (is_within(it->first, folder)) dirty(it->first, false);
  }
  const auto before = rules_.encode();
  scan(
      tree_, rules_, {.folder = folder, .read_rules = true, .clean = clean},
      [&](Met&& met) {
        if (met.looked.trouble == Trouble::too_deep)
          trouble(met.path, Trouble::too_deep, false);
        else
          dirty(met.path, false);
        return true;
      },
      [&](const std::string& entered) { watch_.add(entered); });
  if (rules_.encode() == before) return;
  const std::lock_guard lock(mutex_);
  rules_changed_ = true;
}

bool MirrorWork::may_send() const {
  if (channel_ == 0 || !listed_) return false;
  const std::lock_guard lock(mutex_);
  return !status_.paused && !status_.halted && !status_.over;
}

void MirrorWork::work() {
  if (!may_send()) return;
  if (!upload_ && !big_waiting_.empty())
    dirty(std::string(big_waiting_.extract(big_waiting_.begin()).value()), true);
  for (std::size_t count = 0; !todo_.empty() && session_.waiting(channel_) < enough_waiting;
       ++count) {
    if (count % paths_at_once == paths_at_once - 1 && upload_) pump_upload();
    const auto next = todo_.begin();
    const auto path = next->first;
    const bool written = next->second;
    todo_.erase(next);
    process(path, written);
  }
  // Last, so that what was moved is in its new place before it leaves the old one.
  if (todo_.empty() && !remove_waiting()) return;
  flush();
  pump_upload();
  if (initial_ && idle() && outstanding_.empty()) {
    initial_ = false;
    // What could not be brought here is tried again.
    std::erase_if(remote_, [](const auto& pair) { return !pair.second.touched; });
    compared_.clear();
    std::erase_if(alternatives_,
                  [&](const auto& pair) { return !in_flight_.contains(pair.first); });
    std::erase_if(synced_, [](const auto& pair) { return !pair.second.state.there(); });
    if (journal_.is_long(synced_.size())) journal_.rewrite(synced_, alternatives_, intents_);
  }
}

/// What waits to be removed, at both sides, once it is known how much it is; false: halted.
bool MirrorWork::remove_waiting() {
  removals_at_ = Tick::min();
  if (removals_.empty() && removed_there_.empty()) return true;
  if (!removals_.empty() && !tree_.in_place()) return halt("root_gone"), false;
  const auto now = clock_.tick();
  if (!removals_allowed_) {
    removals_at_ = std::max(burst_here_.ready(removals_.size(), now),
                            burst_there_.ready(removed_there_.size(), now));
    if (removals_at_ > now) return true;
  }
  // What is only in the container and not yet here is no loss.
  const auto known = [&](const std::set<std::string>& paths) {
    return static_cast<std::size_t>(
        std::ranges::count_if(paths, [&](const auto& path) { return synced_.contains(path); }));
  };
  const auto here = known(removals_), there = known(removed_there_);
  const auto left_here = synced_.size() - here, left_there = synced_.size() - there;
  const auto all_here = here + burst_here_.lately(), all_there = there + burst_there_.lately();
  const bool all = here > 0 && all_here > 10 && left_here * 10 <= all_here;
  const bool many = there > 0 && all_there > 20 && all_there > left_there;
  if (all && !removals_allowed_) return halt("everything_gone"), false;
  if (many && !removals_allowed_) return halt("mass_delete"), false;
  burst_here_.gone(here);
  burst_there_.gone(there);
  // What the user has seen and allowed is not held against what comes next.
  if (removals_allowed_.exchange(false)) burst_here_ = burst_there_ = {};
  const auto gone_here = std::exchange(removals_, {}),
             gone_there = std::exchange(removed_there_, {});
  for (const auto& path : std::views::reverse(gone_here)) process_removal(path);
  for (const auto& path : std::views::reverse(gone_there)) remove_here(path);
  return true;
}

bool MirrorWork::idle() const {
  return listed_ && todo_.empty() && again_.empty() && removals_.empty() &&
         removed_there_.empty() && !upload_ && pulls_.empty() && !down_ && batch_paths_.empty() &&
         big_waiting_.empty();
}

void MirrorWork::finish_waits() {
  bool told = false;
  const bool now_idle = idle();
  const std::unique_lock lock(mutex_);
  for (auto it = waits_.begin(); it != waits_.end();) {
    auto& wait = **it;
    if (status_.halted) wait.result = tl::make_unexpected(*status_.halted);
    // One that came after the events were read is for the next round.
    if (!wait.result && !wait.fresh && wait.number == 0 && now_idle && channel_ != 0) {
      // An empty batch behind all others: done when they are.
      wait.number = ++number_;
      outstanding_[number_] = {};
      session_.send(channel_,
                    encode_message(MessageType::batch, encode_batch(number_, "", packer_)));
    }
    // Where both ways are synced, what the agent told before its answer has to be here.
    const bool here = !options_.both_ways || now_idle;
    if (!wait.result && wait.number != 0 && done_ >= wait.number && here) {
      const auto bad = std::find_if(troubles_.begin(), troubles_.end(), [](const auto& pair) {
        return pair.second.trouble != Trouble::special;
      });
      if (bad == troubles_.end())
        wait.result = Result<void>();
      else
        wait.result =
            failure(Reason::sync_incomplete, {{"count", std::to_string(troubles_.size())},
                                              {"what", bad->first},
                                              {"why", std::string(code_of(bad->second.trouble))}});
    }
    told = told || wait.result.has_value();
    it = wait.result ? waits_.erase(it) : it + 1;
  }
  if (told) told_.notify_all();
}

void MirrorWork::publish() {
  {
    const std::lock_guard lock(mutex_);
    publish_status();
    if (!std::exchange(rules_changed_, false)) return;
    rules_told_ = rules_;
  }
  if (channel_ != 0 && options_.both_ways && listed_) tell_rules(MessageType::rules);
}

void MirrorWork::publish_status() {
  status_.initial = initial_;
  status_.files = synced_.size();
  status_.waiting = todo_.size() + removals_.size() + removed_there_.size() + again_.size() +
                    retry_.size() + in_flight_.size() + pulls_.size() + big_waiting_.size();
  if (initial_) status_.initial_total = std::max(status_.initial_total, status_.waiting);
  status_.watching = watch_.complete();
  status_.trouble_count = troubles_.size();
  status_.troubles.clear();
  status_.skipped = 0;
  for (const auto& [path, one] : troubles_) {
    if (one.trouble == Trouble::special) ++status_.skipped;
    if (status_.troubles.size() < 100) status_.troubles.push_back(one);
  }
}

void MirrorWork::tell_rules(MessageType type) {
  const auto rules = rules_.encode();
  if (rules.size() > largest_packed) return halt("rules_too_long");
  Writer body;
  if (type == MessageType::begin)
    body.raw(encode(Begin{options_.both_ways, rules}, packer_));
  else
    packer_.put(body, rules);
  session_.send(channel_, encode_message(type, body.bytes()));
}

void MirrorWork::halt(std::string_view why) {
  const std::lock_guard lock(mutex_);
  status_.halted = Error(Reason::sync_halted, {{"what", options_.root}, {"why", std::string(why)}});
}

}  // namespace chatops::sync
