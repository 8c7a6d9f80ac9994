// Copyright 2026 The dp authors
// SPDX-License-Identifier: Apache-2.0

#include "lib/clean/clean.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/xattr.h>
#include <unistd.h>

#include <memory>
#include <utility>

#include "absl/status/statusor.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "lib/base/status.h"
#include "lib/clean/recognize.h"
#include "lib/os/io.h"
#include "lib/os/signals.h"
#include "lib/os/temporary.h"
#include "lib/sealed/expire.h"
#include "lib/sealed/stamp.h"

namespace dp {
namespace {

// What was found under a name.
struct Look {
  bool may_go = false;  // A regular file of the right owner.
  Recognized file;
  absl::string_view why_kept;  // Empty: it is due.
  absl::Time modified;
  struct statx status = {};
  // What was read, and how it begins; nothing of a temporary file. While it is
  // open, no other file can get its inode's number.
  Fd open;
  char start[kRecognizedStart];
  size_t start_size = 0;

  // What a run of ours may have moved aside.
  bool IsOurs() const {
    return may_go &&
           (file.kind == Kind::kSealed || file.kind == Kind::kMetadata);
  }
};

// Where AsideName cuts a name, the file itself has the whole of it.
constexpr char kWholeName[] = "user.dp-clean.name";

// Before the file is moved aside. The errno, or 0.
int NoteWholeName(int fd, const std::string& name) {
  if (name.size() <= kMaxWholeAside) return 0;
  return fsetxattr(fd, kWholeName, name.data(), name.size(), 0) == 0 ? 0
                                                                     : errno;
}

// Once it is back. What stays would count for nothing.
void ForgetWholeName(int fd) { (void)fremovexattr(fd, kWholeName); }

// Makes the whole name of the part that AsideName left. The errno, or 0.
int ReadWholeName(int fd, std::string* name) {
  if (name->size() < kMaxWholeAside) return 0;
  char whole[NAME_MAX];
  const ssize_t size = fgetxattr(fd, kWholeName, whole, sizeof(whole));
  if (size < 0) {
    // Never cut, then.
    const bool none = errno == ENODATA || errno == ENOTSUP || errno == ERANGE;
    return none ? 0 : errno;
  }
  const absl::string_view text(whole, static_cast<size_t>(size));
  if (absl::StartsWith(text, *name) &&
      text.find_first_of(absl::string_view("/", 2)) == text.npos) {
    *name = std::string(text);
  }
  return 0;
}

bool IsSame(const struct statx& a, const struct statx& b) {
  return a.stx_ino == b.stx_ino && a.stx_dev_major == b.stx_dev_major &&
         a.stx_dev_minor == b.stx_dev_minor && a.stx_mode == b.stx_mode &&
         a.stx_uid == b.stx_uid && a.stx_size == b.stx_size &&
         a.stx_mtime.tv_sec == b.stx_mtime.tv_sec &&
         a.stx_mtime.tv_nsec == b.stx_mtime.tv_nsec;
}

absl::string_view WhyTemporaryKept(const CleanRules& rules, absl::Time modified,
                                   absl::Time now) {
  if (now - modified > kStaleAfter) return "";
  if (rules.all && modified - now > kStaleAfter) return "";
  return "it may still be in use: it is not over 1 hour old";
}

absl::string_view WhySealedKept(const CleanRules& rules, const Look& look,
                                absl::Time now) {
  const std::optional<Stamp>& stamp = look.file.stamp;
  if (rules.all) return "";
  if (rules.expired && IsExpired(stamp, now)) return "";
  if (!rules.max_age.has_value()) {
    return stamp.has_value() ? "it has not expired"
                             : "it has no stamp, so it never expires";
  }
  const absl::Time made = stamp.has_value() ? stamp->sealed_at : look.modified;
  if (made > now) return "it is from the future";
  return now - made > *rules.max_age ? "" : "it is not old enough";
}

absl::string_view WhyKept(const CleanRules& rules, const Look& look,
                          absl::Time now) {
  switch (look.file.kind) {
    case Kind::kSealed:
    case Kind::kMetadata:
      return WhySealedKept(rules, look, now);
    case Kind::kTemporary:
      return WhyTemporaryKept(rules, look.modified, now);
    case Kind::kAside:
      return "it was moved aside";
    case Kind::kForeign:
      return look.file.why;
  }
  return "it is not known";
}

absl::Time ToTime(const statx_timestamp& time) {
  return absl::FromUnixSeconds(time.tv_sec) + absl::Nanoseconds(time.tv_nsec);
}

// Not Fd's owner: fdopendir(3) takes the descriptor.
using Directory = std::unique_ptr<DIR, int (*)(DIR*)>;

absl::StatusOr<Directory> OpenDirectory(const std::string& path,
                                        bool may_be_missing) {
  const int fd =
      open(path.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
  if (fd < 0 && errno == ENOENT && may_be_missing) {
    return Directory(nullptr, closedir);
  }
  if (fd < 0) {
    const int error = errno;
    struct stat st;
    if (lstat(path.c_str(), &st) != 0 || !S_ISLNK(st.st_mode)) {
      return Failed(Cannot("clean", path, error));
    }
    return WithHint(Failed(Cannot("clean", path, KindName(st.st_mode))),
                    "name the directory it leads to, or end it in a slash");
  }
  Directory directory(fdopendir(fd), closedir);
  if (directory == nullptr) {
    close(fd);
    return Failed(Cannot("clean", path, ENOMEM));
  }
  return directory;
}

absl::Status LockDirectory(int directory, absl::string_view path) {
  const int error = Lock(directory);
  if (error == 0) return absl::OkStatus();
  if (error != EWOULDBLOCK) return Failed(Cannot("lock", path, error));
  return Failed(Cannot("clean", path, "another process has locked it"));
}

class Cleaner {
 public:
  Cleaner(DIR* directory, const std::string& path, const CleanRules& rules,
          absl::Time now, uint64_t random,
          absl::FunctionRef<void(const CleanEvent&)> report)
      : directory_(directory),
        fd_(dirfd(directory)),
        prefix_(absl::EndsWith(path, "/") ? path : absl::StrCat(path, "/")),
        rules_(rules),
        now_(now),
        random_(random),
        report_(report) {}

  // The errno of reading the directory, or 0.
  int VisitAll() {
    for (;;) {
      errno = 0;
      const dirent* entry = readdir(directory_);
      if (entry == nullptr) return errno;
      const std::string name = entry->d_name;
      if (name != "." && name != "..") Visit(name);
    }
  }

  bool changed() const { return changed_; }

 private:
  // What became of a file; `text` as in CleanEvent. An outcome that nobody
  // asked for, as another process was faster, is kKept without a text.
  struct Result {
    Outcome outcome;
    std::string text;
  };

  void Visit(const std::string& name) {
    if (RecognizeName(name) == Kind::kAside) return VisitAside(name);
    Look look;
    if (const int error = LookAt(name, name, &look)) {
      return Tell(name, Failure("read", name, error));
    }
    if (!look.why_kept.empty()) return Tell(name, Kept(look.why_kept));
    if (rules_.dry_run) return Tell(name, {Outcome::kRemoved, ""});
    // The random name of a temporary file never comes to mean another file.
    const bool unique = look.file.kind == Kind::kTemporary;
    Tell(name, unique ? Unlink(name) : Remove(name, look));
  }

  // A file that a run which was killed left aside. It goes back to its place,
  // and is then looked at as any other; where the place is taken, by a newer
  // file, it is a temporary file of ours.
  void VisitAside(const std::string& aside) {
    std::string name(NameBeforeAside(aside));
    Look look;
    if (const int read_error = LookAt(aside, name, &look)) {
      return Tell(aside, Failure("read", aside, read_error));
    }
    if (!look.IsOurs()) return Tell(aside, Kept(look.why_kept));
    if (const int read_error = ReadWholeName(look.open.get(), &name)) {
      return Tell(aside, Failure("read", aside, read_error));
    }
    const int error = rules_.dry_run ? WouldRename(name) : Rename(aside, name);
    if (error != 0 && error != EEXIST) {
      return Tell(aside, Failure("put back", aside, error));
    }
    if (error == 0 && !rules_.dry_run) {
      changed_ = true;
      ForgetWholeName(look.open.get());
      Tell(name, {Outcome::kRestored, ""});
      return Visit(name);
    }
    if (error == EEXIST) {
      look.why_kept = WhyTemporaryKept(rules_, look.modified, now_);
    }
    if (!look.why_kept.empty()) return Tell(aside, Kept(look.why_kept));
    Tell(aside, rules_.dry_run ? Result{Outcome::kRemoved, ""} : Unlink(aside));
  }

  // statx(2) rather than fstatat(3): nothing comes between it and the kernel.
  // The errno, or 0.
  int Stat(const std::string& name, struct statx* status) {
    return statx(fd_, name.c_str(), AT_SYMLINK_NOFOLLOW,
                 STATX_TYPE | STATX_MODE | STATX_UID | STATX_SIZE |
                     STATX_MTIME | STATX_INO,
                 status) == 0
               ? 0
               : errno;
  }

  // Judges the file that is now called `at` as if it were called `name`. The
  // errno of looking, or 0.
  int LookAt(const std::string& at, absl::string_view name, Look* look) {
    const struct statx& status = look->status;
    if (const int error = Stat(at, &look->status)) return error;
    look->modified = ToTime(status.stx_mtime);
    if (!S_ISREG(status.stx_mode)) {
      look->why_kept = KindName(status.stx_mode);
      return 0;
    }
    if (rules_.owner.has_value() && *rules_.owner != status.stx_uid) {
      look->why_kept = "it belongs to another user";
      return 0;
    }
    look->may_go = true;
    look->file.kind = RecognizeName(name);
    if (look->file.kind != Kind::kAside) {
      if (const int error = ReadStart(at, name, look)) return error;
    }
    // Writers make theirs so; others use such names, too.
    if (look->file.kind == Kind::kTemporary &&
        (status.stx_mode & 07777) != 0600) {
      look->file = {Kind::kForeign, std::nullopt,
                    "it has the name of a temporary file, but not mode 0600"};
    }
    look->why_kept = WhyKept(rules_, *look, now_);
    return 0;
  }

  // The errno of reading, or 0.
  int ReadStart(const std::string& at, absl::string_view name, Look* look) {
    // O_NONBLOCK: should it have become a FIFO meanwhile.
    look->open =
        Fd(openat(fd_, at.c_str(),
                  O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC));
    if (look->open.get() < 0) return errno;
    const ssize_t count =
        pread(look->open.get(), look->start, sizeof(look->start), 0);
    if (count < 0) return errno;
    look->start_size = static_cast<size_t>(count);
    look->file = RecognizeContent(name, {look->start, look->start_size},
                                  look->status.stx_size);
    return 0;
  }

  // Whether the file that is now called `at` is the one that was looked at, as
  // it was. The errno of looking again, or 0.
  int LookAgain(const std::string& at, const Look& look, bool* same) {
    struct statx status;
    if (const int error = Stat(at, &status)) return error;
    *same = IsSame(look.status, status);
    if (!*same) return 0;
    char start[kRecognizedStart];
    const ssize_t count = pread(look.open.get(), start, sizeof(start), 0);
    if (count < 0) return errno;
    *same = static_cast<size_t>(count) == look.start_size &&
            memcmp(start, look.start, look.start_size) == 0;
    return 0;
  }

  // Moves the file aside, and removes it, or puts it back if it is not what was
  // looked at. In between nothing is allocated: where memory ends, the process
  // does, and the file would stay aside.
  Result Remove(const std::string& name, const Look& look) {
    const HeldSignals held;
    const std::string aside = AsideName(name, random_);
    int error = NoteWholeName(look.open.get(), name);
    if (error != 0) return NameTooLong(name, error);
    error = Rename(name, aside);
    if (error != 0) return Failure("remove", name, error);
    bool same = false;
    error = LookAgain(aside, look, &same);
    if (error == 0 && same) {
      error = unlinkat(fd_, aside.c_str(), 0) == 0 ? 0 : errno;
      if (error == 0) {
        changed_ = true;
        return {Outcome::kRemoved, ""};
      }
    }
    const int back_error = Rename(aside, name);
    if (back_error == 0 || back_error == ENOENT) {
      ForgetWholeName(look.open.get());
      return error == 0 ? Kept("it was replaced meanwhile")
                        : Failure("remove", name, error);
    }
    return PutBackFailed(name, aside, back_error);
  }

  // Only writers give files the name while the lock is ours: what has it now is
  // newer than the file aside and would have replaced it there, too.
  Result PutBackFailed(const std::string& name, const std::string& aside,
                       int error) {
    Look look;
    const bool ours = LookAt(aside, name, &look) == 0 && look.IsOurs();
    if (error == EEXIST && ours && Unlink(aside).outcome == Outcome::kRemoved) {
      return Kept("it was replaced meanwhile");
    }
    Result result = Failure("put back", name, error);
    absl::StrAppend(&result.text, "; it is now ", Quote(aside));
    return result;
  }

  Result Unlink(const std::string& name) {
    if (unlinkat(fd_, name.c_str(), 0) != 0) {
      return Failure("remove", name, errno);
    }
    changed_ = true;
    return {Outcome::kRemoved, ""};
  }

  // The errno, or 0.
  int Rename(const std::string& from, const std::string& to) {
    return renameat2(fd_, from.c_str(), fd_, to.c_str(), RENAME_NOREPLACE) == 0
               ? 0
               : errno;
  }

  // What Rename would return for a file that is there.
  int WouldRename(const std::string& to) {
    struct statx status;
    return Stat(to, &status) == 0 ? EEXIST : 0;
  }

  Result NameTooLong(absl::string_view name, int error) {
    return {Outcome::kFailed,
            Cannot("remove", absl::StrCat(prefix_, name),
                   absl::StrCat("its name is too long to rename, and could not "
                                "be recorded: ",
                                strerrordesc_np(error)))};
  }

  static Result Kept(absl::string_view why) {
    return {Outcome::kKept, std::string(why)};
  }

  Result Failure(absl::string_view verb, absl::string_view name, int error) {
    // Another process removed it first, which is as well.
    if (error == ENOENT) return {Outcome::kKept, ""};
    return {Outcome::kFailed, Cannot(verb, absl::StrCat(prefix_, name), error)};
  }

  void Tell(absl::string_view name, const Result& result) {
    if (result.outcome == Outcome::kKept && result.text.empty()) return;
    report_({result.outcome, absl::StrCat(prefix_, name), result.text});
  }

  DIR* directory_;
  int fd_;
  std::string prefix_;
  const CleanRules& rules_;
  absl::Time now_;
  uint64_t random_;
  absl::FunctionRef<void(const CleanEvent&)> report_;
  bool changed_ = false;
};

}  // namespace

absl::Status Clean(const std::string& path, const CleanRules& rules,
                   absl::Time now, uint64_t random,
                   absl::FunctionRef<void(const CleanEvent&)> report) {
  DP_ASSIGN_OR_RETURN(const Directory directory,
                      OpenDirectory(path, rules.may_be_missing));
  if (directory == nullptr) return absl::OkStatus();
  const int fd = dirfd(directory.get());
  if (!rules.dry_run) DP_RETURN_IF_ERROR(LockDirectory(fd, path));
  Cleaner cleaner(directory.get(), path, rules, now, random, report);
  const int read_error = cleaner.VisitAll();
  if (cleaner.changed() && fsync(fd) != 0) {
    Sentence message = Cannot("clean", path, errno);
    message.reason += ": removed, but not known to be durable";
    return Failed(message);
  }
  if (read_error != 0) return Failed(Cannot("read", path, read_error));
  return absl::OkStatus();
}

}  // namespace dp
