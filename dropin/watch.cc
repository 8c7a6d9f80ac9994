// Copyright 2026 The dp authors
// SPDX-License-Identifier: Apache-2.0

#include "dropin/watch.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <utility>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "dropin/delivery.h"
#include "dropin/run.h"
#include "dropin/show.h"
#include "lib/base/status.h"

namespace dp {
namespace {

// The arguments of such a start: this, what to do, and the descriptors.
constexpr absl::string_view kAgain = "--again";
constexpr absl::string_view kCheck = "check";
constexpr absl::string_view kStart = "start";

absl::StatusOr<Fd> MakeMemory() {
  Fd memory(memfd_create("doppler", MFD_CLOEXEC));
  if (memory.get() < 0 || fchmod(memory.get(), 0600) != 0) {
    return Failed(Cannot("make", "memory file", errno));
  }
  return memory;
}

// Whoever reads or writes has it alone: a check for the next change may run
// while the command of this one starts. The lock ends with the object.
class SoleUse {
 public:
  explicit SoleUse(int fd) : fd_(fd) { Set(F_WRLCK); }
  ~SoleUse() { Set(F_UNLCK); }
  SoleUse(const SoleUse&) = delete;
  SoleUse& operator=(const SoleUse&) = delete;

 private:
  void Set(int type) const {
    struct flock lock = {};
    lock.l_type = static_cast<decltype(lock.l_type)>(type);
    lock.l_whence = SEEK_SET;
    while (fcntl(fd_, F_SETLKW, &lock) != 0 && errno == EINTR) {
    }
  }

  int fd_;
};

absl::StatusOr<Secret> ReadMemory(int fd) {
  struct stat st;
  if (fstat(fd, &st) != 0) return Failed(Cannot("read", "memory file", errno));
  Secret text;
  text.Resize(static_cast<size_t>(st.st_size));
  size_t done = 0;
  while (done < text.size()) {
    const ssize_t count = pread(fd, text.RevealMutable().data() + done,
                                text.size() - done, static_cast<off_t>(done));
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) return Failed(Cannot("read", "memory file", errno));
    done += static_cast<size_t>(count);
  }
  return text;
}

absl::Status ReplaceMemory(int fd, absl::string_view text) {
  if (ftruncate(fd, 0) != 0 || lseek(fd, 0, SEEK_SET) != 0) {
    return Failed(Cannot("write", "memory file", errno));
  }
  return WriteAll(fd, text, "memory file");
}

}  // namespace

Fault BecomeWatch(const Setting& setting, Tools& tools) {
  absl::StatusOr<Fd> words = MakeMemory();
  absl::StatusOr<Fd> secrets = MakeMemory();
  if (!words.ok()) return Failure("", words.status().message());
  if (!secrets.ok()) return Failure("", secrets.status().message());
  const Secret text = FormatWords(setting.words.views());
  const absl::Status written = WriteAll(words->get(), text.Reveal(), "memory");
  if (!written.ok()) return Failure("", written.message());
  Asking asking(setting, "dp-watch");
  std::string numbers = absl::StrCat(words->get(), ",", secrets->get());
  // That of the token has been read when the command starts.
  for (const int fd : asking.Watching().PassedOn()) {
    absl::StrAppend(&numbers, ",", fd);
  }
  asking.Option("--check", absl::StrCat("exec ", Quoted(setting.program), " ",
                                        kAgain, " ", kCheck, " ", numbers));
  asking.Pass(*std::move(words)).Pass(*std::move(secrets));
  const absl::string_view command[] = {setting.program, kAgain, kStart,
                                       numbers};
  return Become(setting, tools, asking.Operands(command));
}

std::optional<Again> Again::Parse(absl::Span<char* const> arguments) {
  if (arguments.size() != 3 || arguments[0] != kAgain) return std::nullopt;
  Again again;
  again.checks_ = arguments[1] == kCheck;
  Fd* const to[] = {&again.words_, &again.secrets_, &again.spent_};
  size_t count = 0;
  for (const absl::string_view number : absl::StrSplit(arguments[2], ',')) {
    int fd;
    if (count == std::size(to) || !absl::SimpleAtoi(number, &fd) ||
        fd <= STDERR_FILENO || fcntl(fd, F_SETFD, FD_CLOEXEC) != 0) {
      return std::nullopt;
    }
    *to[count++] = Fd(fd);
  }
  if (count < 2) return std::nullopt;
  return again;
}

absl::StatusOr<Words> Again::ReadWords() const {
  DP_ASSIGN_OR_RETURN(Secret text, ReadMemory(words_.get()));
  return Words(std::move(text));
}

std::optional<Fault> Again::Run(const Setting& setting, Tools& tools) const {
  return checks_ ? Check(setting, tools) : Start(setting, tools);
}

std::optional<Fault> Again::Check(const Setting& setting, Tools& tools) const {
  DeliveryRequest request;
  request.needs_answer = true;
  Secret document;
  DP_RETURN_IF_FAULT(Deliver(setting, request, tools, &document));
  const SoleUse use(secrets_.get());
  const absl::Status kept = ReplaceMemory(secrets_.get(), document.Reveal());
  if (!kept.ok()) return Failure("", kept.message());
  Say("Restarting process");
  return std::nullopt;
}

std::optional<Fault> Again::Start(const Setting& setting, Tools& tools) const {
  Secret document;
  {
    const SoleUse use(secrets_.get());
    absl::StatusOr<Secret> kept = ReadMemory(secrets_.get());
    if (!kept.ok()) return Failure("", kept.status().message());
    document = *std::move(kept);
    const absl::Status emptied = ReplaceMemory(secrets_.get(), "");
    if (!emptied.ok()) return Failure("", emptied.message());
  }
  // Nothing is there at the first start, and after one that failed.
  if (document.empty()) {
    DP_RETURN_IF_FAULT(Deliver(setting, {}, tools, &document));
  }
  return BecomeCommand(setting, tools, std::move(document));
}

}  // namespace dp
