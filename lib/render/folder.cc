// Copyright 2026 The dp authors
// SPDX-License-Identifier: Apache-2.0

#include "lib/render/folder.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "lib/base/secret.h"
#include "lib/base/status.h"
#include "lib/os/io.h"
#include "lib/os/signals.h"
#include "lib/os/temporary.h"
#include "lib/render/ways.h"

namespace dp {
namespace {

absl::Status CannotWrite(const std::string& path, int error) {
  return Failed(Cannot("write", path, error));
}

// What is to be in the folder. All of it is made before the folder is: where
// memory ends the process ends, and no destructor takes away what is there.
struct Contents {
  std::vector<std::string> names;
  std::vector<size_t> ends;  // Of each text in `texts`.
  Secret texts;
};

Contents ContentsOf(const Reader& reader, absl::Span<const Variable> secrets) {
  Contents contents;
  for (const Variable& secret : secrets) {
    contents.names.emplace_back(secret.name);
    AppendBy(*FindWay(reader.ways, TraitsOf(secret.value)), secret.value,
             &contents.texts);
    contents.ends.push_back(contents.texts.size());
  }
  return contents;
}

// A folder that goes, with all that was put into it, unless it is kept.
class NewFolder {
 public:
  static absl::StatusOr<NewFolder> Make(int parent, std::string name,
                                        const std::string& path) {
    if (mkdirat(parent, name.c_str(), 0700) != 0) {
      return CannotWrite(path, errno);
    }
    NewFolder folder(parent, std::move(name));
    folder.fd_ = Fd(openat(parent, folder.name_.c_str(),
                           O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
    // Whatever the umask is.
    if (folder.fd_.get() < 0 || fchmod(folder.fd_.get(), 0700) != 0) {
      return CannotWrite(path, errno);
    }
    return folder;
  }
  NewFolder(NewFolder&& other) noexcept
      : parent_(other.parent_),
        name_(std::exchange(other.name_, {})),
        fd_(std::move(other.fd_)),
        contents_(std::exchange(other.contents_, nullptr)),
        num_files_(other.num_files_) {}
  NewFolder& operator=(NewFolder&&) = delete;
  ~NewFolder() {
    if (name_.empty()) return;
    for (size_t i = 0; i < num_files_; ++i) {
      unlinkat(fd_.get(), contents_->names[i].c_str(), 0);
    }
    unlinkat(parent_, name_.c_str(), AT_REMOVEDIR);
  }

  // `contents` outlives this.
  absl::Status Fill(const Contents& contents, const std::string& path) {
    contents_ = &contents;
    size_t begin = 0;
    for (size_t i = 0; i < contents.names.size(); ++i) {
      const size_t end = contents.ends[i];
      DP_RETURN_IF_ERROR(Add(contents.names[i],
                             contents.texts.Reveal().substr(begin, end - begin),
                             path));
      begin = end;
    }
    return absl::OkStatus();
  }

  // Moves it to `name`, where nothing may be.
  absl::Status Keep(const std::string& name, const std::string& path) {
    // One call for all files: thousands of fsync(2) take seconds.
    if (syncfs(fd_.get()) != 0 ||
        renameat2(parent_, name_.c_str(), parent_, name.c_str(),
                  RENAME_NOREPLACE) != 0) {
      return CannotWrite(path, errno);
    }
    name_.clear();
    if (fsync(parent_) != 0) {
      Sentence message = Cannot("write", path, errno);
      message.reason += ": made, but not known to be durable";
      return Failed(message);
    }
    return absl::OkStatus();
  }

 private:
  NewFolder(int parent, std::string name)
      : parent_(parent), name_(std::move(name)) {}

  absl::Status Add(const std::string& name, absl::string_view bytes,
                   const std::string& path) {
    Fd fd(openat(fd_.get(), name.c_str(),
                 O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600));
    if (fd.get() < 0) return CannotWrite(path, errno);
    ++num_files_;
    if (fchmod(fd.get(), 0600) != 0) return CannotWrite(path, errno);
    DP_RETURN_IF_ERROR(WriteAll(fd.get(), bytes, path));
    if (const int error = fd.Close(); error != 0) {
      return CannotWrite(path, error);
    }
    return absl::OkStatus();
  }

  int parent_;
  std::string name_;  // Empty when there is nothing to take away.
  Fd fd_;
  const Contents* contents_ = nullptr;
  size_t num_files_ = 0;  // Of the contents, those that are there.
};

}  // namespace

absl::Status WriteFolder(const Reader& reader,
                         absl::Span<const Variable> secrets,
                         const std::string& path, uint64_t random) {
  for (const Variable& secret : secrets) {
    DP_RETURN_IF_ERROR(CheckReads(reader, secret));
  }
  const size_t slash = path.rfind('/') + 1;
  const std::string parent = slash == 0 ? "." : path.substr(0, slash);
  const std::string name = path.substr(slash);
  const Fd directory(open(parent.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (directory.get() < 0) return CannotWrite(path, errno);
  // Before the work; what counts is that the renaming replaces nothing.
  if (faccessat(directory.get(), name.c_str(), F_OK, AT_SYMLINK_NOFOLLOW) ==
      0) {
    return CannotWrite(path, EEXIST);
  }
  const Contents contents = ContentsOf(reader, secrets);
  std::string temporary = TemporaryName(name, random);
  const HeldSignals held;
  DP_ASSIGN_OR_RETURN(
      NewFolder folder,
      NewFolder::Make(directory.get(), std::move(temporary), path));
  DP_RETURN_IF_ERROR(folder.Fill(contents, path));
  return folder.Keep(name, path);
}

}  // namespace dp
