// Copyright 2026 The dp authors
// SPDX-License-Identifier: Apache-2.0

#include "lib/clean/clean.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <sys/xattr.h>
#include <unistd.h>

#include <algorithm>
#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "gtest/gtest.h"
#include "lib/base/encoding.h"
#include "lib/base/secret.h"
#include "lib/clean/recognize.h"
#include "lib/os/io.h"
#include "lib/os/temporary.h"
#include "lib/sealed/sealed.h"

namespace dp {
namespace {

const absl::Time kNow = absl::FromUnixSeconds(1800000000);
constexpr absl::Duration kDay = absl::Hours(24);

// The text of a file, as far as anyone without a passphrase can tell.
std::string Text(const std::string& salt) {
  Header header;
  header.salt = salt;
  std::string data(EncodedSize(header.encoding, 40), '\0');
  Encode(header.encoding, std::string(40, 'd'), &data[0]);
  return FormatHeader(header) + data;
}

std::string Plain() { return Text(std::string(kPlainSaltSize, 's')); }

std::string Stamped(absl::Time sealed_at,
                    absl::Time not_after = absl::InfiniteFuture()) {
  return Text(StampedSalt({}, {sealed_at, not_after}));
}

class CleanTest : public testing::Test {
 protected:
  void SetUp() override { MakeDirectory(testing::TempDir()); }
  void TearDown() override {
    ASSERT_EQ(0, system(absl::StrCat("rm -rf '", path_, "'").c_str()));
  }

  void MakeDirectory(const std::string& parent) {
    path_ = absl::StrCat(parent, "/clean.XXXXXX");
    ASSERT_NE(nullptr, mkdtemp(&path_[0]));
    rules_.max_age = 14 * kDay;
    rules_.owner = geteuid();
  }

  bool HasAttributes() const {
    return setxattr(path_.c_str(), "user.dp-clean.test", "", 0, 0) == 0;
  }

  std::string At(absl::string_view name) const {
    return absl::StrCat(path_, "/", name);
  }

  void Put(absl::string_view name, absl::string_view text,
           absl::Time modified = kNow) const {
    ASSERT_TRUE(ReplaceFile(At(name), text, 1).ok());
    const timespec time = absl::ToTimespec(modified);
    const timespec times[] = {time, time};
    ASSERT_EQ(0, utimensat(AT_FDCWD, At(name).c_str(), times, 0));
  }

  bool Has(absl::string_view name) const {
    struct stat st;
    return lstat(At(name).c_str(), &st) == 0;
  }

  // What was told, a line an event, sorted; then the error.
  std::string Run() const {
    std::vector<std::string> lines;
    const absl::Status status =
        Clean(path_, rules_, now_, 7, [&](const CleanEvent& event) {
          const char* const kNames[] = {"removed", "kept", "restored",
                                        "failed"};
          EXPECT_EQ(At(""), event.path.substr(0, path_.size() + 1));
          lines.push_back(absl::StrCat(kNames[static_cast<int>(event.outcome)],
                                       " ", event.path.substr(path_.size() + 1),
                                       ": ", event.text, "\n"));
        });
    std::sort(lines.begin(), lines.end());
    std::string all;
    for (const std::string& line : lines) all += line;
    return all + std::string(status.message());
  }

  std::string path_;
  CleanRules rules_;
  absl::Time now_ = kNow;
};

TEST_F(CleanTest, RemovesTheOldByStampOrElseByTime) {
  Put("old stamp", Stamped(kNow - 15 * kDay));
  Put("new stamp", Stamped(kNow - 13 * kDay), kNow - 99 * kDay);
  Put("old time", Plain(), kNow - 15 * kDay);
  Put("new time", Plain(), kNow - 13 * kDay);
  Put("exactly", Stamped(kNow - 14 * kDay));
  Put("expired", Stamped(kNow - kDay, kNow - absl::Seconds(1)));
  EXPECT_EQ(
      "kept exactly: it is not old enough\n"
      "kept expired: it is not old enough\n"
      "kept new stamp: it is not old enough\n"
      "kept new time: it is not old enough\n"
      "removed old stamp: \n"
      "removed old time: \n",
      Run());
  EXPECT_FALSE(Has("old stamp"));
  EXPECT_TRUE(Has("new stamp"));
}

TEST_F(CleanTest, ExpiredAloneReplacesTheAge) {
  rules_.expired = true;
  rules_.max_age.reset();
  Put("past", Stamped(kNow - kDay, kNow - absl::Seconds(1)));
  Put("now", Stamped(kNow - kDay, kNow));
  Put("old", Stamped(kNow - 99 * kDay, kNow + kDay));
  Put("never", Stamped(kNow - 99 * kDay));
  Put("plain", Plain(), kNow - 99 * kDay);
  EXPECT_EQ(
      "kept never: it has not expired\n"
      "kept now: it has not expired\n"
      "kept old: it has not expired\n"
      "kept plain: it has no stamp, so it never expires\n"
      "removed past: \n",
      Run());
}

TEST_F(CleanTest, ExpiredOrOldIsEnough) {
  rules_.expired = true;
  Put("past", Stamped(kNow - kDay, kNow - absl::Seconds(1)));
  Put("old", Stamped(kNow - 99 * kDay, kNow + kDay));
  Put("neither", Stamped(kNow - kDay, kNow + kDay));
  EXPECT_EQ(
      "kept neither: it is not old enough\n"
      "removed old: \n"
      "removed past: \n",
      Run());
}

TEST_F(CleanTest, TheFutureIsNeverOld) {
  rules_.max_age = absl::ZeroDuration();
  Put("stamp", Stamped(kNow + absl::Seconds(1)), kNow - kDay);
  Put("far", Stamped(absl::FromUnixSeconds(INT64_MAX)), kNow - kDay);
  Put("time", Plain(), kNow + absl::Seconds(1));
  Put(".t.0123456789abcdef.tmp", "", kNow + kDay);
  EXPECT_EQ(
      "kept .t.0123456789abcdef.tmp: it may still be in use: it is not over 1 "
      "hour old\n"
      "kept far: it is from the future\n"
      "kept stamp: it is from the future\n"
      "kept time: it is from the future\n",
      Run());
  rules_.all = true;
  EXPECT_EQ(
      "removed .t.0123456789abcdef.tmp: \n"
      "removed far: \n"
      "removed stamp: \n"
      "removed time: \n",
      Run());
}

TEST_F(CleanTest, TemporaryFilesGoAfterAnHourUnderAnyRule) {
  for (const bool all : {false, true}) {
    rules_.all = all;
    Put(".a.0123456789abcdef.tmp", "4:bas", kNow - absl::Minutes(61));
    Put(".b.0123456789abcdef.tmp", Plain(), kNow - absl::Minutes(59));
    Put(".c.0123456789abcdef.tmp", "", kNow + absl::Minutes(59));
    const std::string why =
        ": it may still be in use: it is not over 1 hour old\n";
    EXPECT_EQ(absl::StrCat("kept .b.0123456789abcdef.tmp", why,
                           "kept .c.0123456789abcdef.tmp", why,
                           "removed .a.0123456789abcdef.tmp: \n"),
              Run());
  }
}

TEST_F(CleanTest, KeepsWhatIsNotARegularFile) {
  Put("target", "foreign", kNow - 99 * kDay);
  ASSERT_EQ(0, symlink("target", At("link").c_str()));
  ASSERT_EQ(0, mkdir(At("directory").c_str(), 0700));
  ASSERT_EQ(0, mkfifo(At("fifo").c_str(), 0600));
  rules_.all = true;
  EXPECT_EQ(
      "kept directory: it is a directory\n"
      "kept fifo: it is a FIFO\n"
      "kept link: it is a symbolic link\n"
      "kept target: it is not a sealed file\n",
      Run());
}

TEST_F(CleanTest, KeepsWhatBelongsToOthers) {
  Put("a", Plain(), kNow - 99 * kDay);
  Put(".b.0123456789abcdef.tmp", "", kNow - 99 * kDay);
  Put(AsideName("c", 1), Plain(), kNow - 99 * kDay);
  rules_.owner = geteuid() + 1;
  EXPECT_EQ(
      "kept .b.0123456789abcdef.tmp: it belongs to another user\n"
      "kept .c.0000000000000001.dp-clean: it belongs to another user\n"
      "kept a: it belongs to another user\n",
      Run());
  rules_.owner.reset();
  EXPECT_EQ(
      "removed .b.0123456789abcdef.tmp: \n"
      "removed a: \n"
      "removed c: \n"
      "restored c: \n",
      Run());
  EXPECT_FALSE(Has("a") || Has("c") || Has(".b.0123456789abcdef.tmp"));
}

TEST_F(CleanTest, TakesNamesOfEveryLength) {
  if (!HasAttributes()) GTEST_SKIP() << "no extended attributes here";
  const std::string longest(255, 'n');
  Put("x", Plain(), kNow - 99 * kDay);
  ASSERT_EQ(0, rename(At("x").c_str(), At(longest).c_str()));
  EXPECT_EQ(absl::StrCat("removed ", longest, ": \n"), Run());
  EXPECT_FALSE(Has(longest));
}

// As a run leaves it that is killed with the file aside.
TEST_F(CleanTest, PutsBackNamesOfEveryLength) {
  if (!HasAttributes()) GTEST_SKIP() << "no extended attributes here";
  for (const size_t size : {1, 227, 228, 229, 247, 255}) {
    const std::string name(size, 'n');
    const std::string aside = AsideName(name, 1);
    Put("x", Plain());
    if (size > kMaxWholeAside) {
      ASSERT_EQ(0, setxattr(At("x").c_str(), "user.dp-clean.name", name.data(),
                            name.size(), 0));
    }
    ASSERT_EQ(0, rename(At("x").c_str(), At(aside).c_str()));
    EXPECT_EQ(absl::StrCat("kept ", name, ": it is not old enough\nrestored ",
                           name, ": \n"),
              Run());
    EXPECT_TRUE(Has(name));
    EXPECT_LT(getxattr(At(name).c_str(), "user.dp-clean.name", nullptr, 0), 0);
    ASSERT_EQ(0, unlink(At(name).c_str()));
  }
}

// An attribute that cannot be one of ours gives no name.
TEST_F(CleanTest, BelievesNoWholeNameThatDoesNotFit) {
  if (!HasAttributes()) GTEST_SKIP() << "no extended attributes here";
  const std::string stem(228, 'n');
  for (const std::string& name :
       {std::string("other"), absl::StrCat(stem, "/x"), std::string("..")}) {
    Put("x", Plain());
    ASSERT_EQ(0, setxattr(At("x").c_str(), "user.dp-clean.name", name.data(),
                          name.size(), 0));
    ASSERT_EQ(0, rename(At("x").c_str(), At(AsideName(stem, 1)).c_str()));
    (void)Run();
    EXPECT_TRUE(Has(stem)) << name;
    ASSERT_EQ(0, unlink(At(stem).c_str()));
  }
}

TEST_F(CleanTest, KeepsTemporaryFilesOfOthers) {
  Put(".a.0123456789abcdef.tmp", "somebody's", kNow - 99 * kDay);
  Put(".b.0123456789abcdef.tmp", Plain(), kNow - 99 * kDay);
  ASSERT_EQ(0, chmod(At(".b.0123456789abcdef.tmp").c_str(), 0644));
  rules_.all = true;
  EXPECT_EQ(
      "kept .a.0123456789abcdef.tmp: it has the name of a temporary file, but "
      "is not of these tools\n"
      "kept .b.0123456789abcdef.tmp: it has the name of a temporary file, but "
      "not mode 0600\n",
      Run());
}

TEST_F(CleanTest, ADryRunChangesNothing) {
  rules_.dry_run = true;
  Put("old", Plain(), kNow - 99 * kDay);
  Put("back", Plain(), kNow - 99 * kDay);
  Put(AsideName("back", 1), Plain(), kNow - 99 * kDay);
  Put(AsideName("gone", 1), Plain(), kNow - 99 * kDay);
  Put(AsideName("young", 1), Plain(), kNow);
  EXPECT_EQ(
      "kept .young.0000000000000001.dp-clean: it is not old enough\n"
      "removed .back.0000000000000001.dp-clean: \n"
      "removed .gone.0000000000000001.dp-clean: \n"
      "removed back: \n"
      "removed old: \n",
      Run());
  EXPECT_TRUE(Has("old") && Has("back") && Has(AsideName("back", 1)) &&
              Has(AsideName("gone", 1)) && Has(AsideName("young", 1)));
}

TEST_F(CleanTest, PutsBackWhatAKilledRunLeftAside) {
  Put(AsideName("young", 1), Plain(), kNow);
  Put(AsideName("foreign", 1), "not ours", kNow - 99 * kDay);
  EXPECT_EQ(
      "kept .foreign.0000000000000001.dp-clean: it is not a sealed file\n"
      "kept young: it is not old enough\n"
      "restored young: \n",
      Run());
  EXPECT_TRUE(Has("young") && Has(AsideName("foreign", 1)));
  EXPECT_FALSE(Has(AsideName("young", 1)));
}

TEST_F(CleanTest, PutsBackAndRemovesWhatIsDue) {
  Put(AsideName("old", 1), Plain(), kNow - 99 * kDay);
  EXPECT_EQ("removed old: \nrestored old: \n", Run());
  EXPECT_FALSE(Has("old") || Has(AsideName("old", 1)));
}

TEST_F(CleanTest, ANewerFileKeepsItsPlace) {
  Put("a", "newer", kNow);
  Put(AsideName("a", 1), Plain(), kNow - 2 * absl::Hours(1));
  Put(AsideName("a", 2), Plain(), kNow);
  Put(AsideName("a", 3), "not ours", kNow - 99 * kDay);
  EXPECT_EQ(
      "kept .a.0000000000000002.dp-clean: it may still be in use: it is not "
      "over 1 hour old\n"
      "kept .a.0000000000000003.dp-clean: it is not a sealed file\n"
      "kept a: it is not a sealed file\n"
      "removed .a.0000000000000001.dp-clean: \n",
      Run());
}

TEST_F(CleanTest, WantsADirectory) {
  const std::string directory = path_;
  path_ = At("missing");
  EXPECT_EQ(
      absl::StrCat("cannot clean \"", path_, "\": No such file or directory"),
      Run());
  rules_.may_be_missing = true;
  EXPECT_EQ("", Run());
  path_ = directory;
  Put("file", Plain());
  path_ = At("file");
  EXPECT_EQ(absl::StrCat("cannot clean \"", path_, "\": Not a directory"),
            Run());
  path_ = directory;
  ASSERT_EQ(0, symlink(".", At("link").c_str()));
  path_ = At("link");
  EXPECT_EQ(
      absl::StrCat("cannot clean \"", path_,
                   "\": it is a symbolic link\n"
                   "name the directory it leads to, or end it in a slash"),
      Run());
  path_ = directory;
}

// The race that the move aside is for. One process replaces a file over and
// over, with an old one (which may go) and then a new one (which must not);
// others clean. After each new file, it or a newer one must be found, at most a
// moment later, while a cleaner has it in hand.
class RaceTest : public CleanTest {
 protected:
  // Memory, where there is some: here fsync(2) only takes time.
  void SetUp() override {
    MakeDirectory(access("/dev/shm", W_OK) == 0 ? "/dev/shm"
                                                : testing::TempDir());
    // The true time: the writer's temporary files are not stale.
    now_ = absl::Now();
  }

  static int NumReplacements() {
    const char* number = getenv("DP_CLEAN_REPLACEMENTS");
    int replacements;
    return number != nullptr && absl::SimpleAtoi(number, &replacements)
               ? replacements
               : 4000;
  }

  bool HasText(absl::string_view name, absl::string_view text) const {
    // Some seconds: the other process may have to wait for a processor.
    for (int i = 0; i < 20000; ++i) {
      const absl::StatusOr<Secret> found = ReadFile(At(name), kMaxSealed);
      if (found.ok()) return found->Reveal() == text;
      usleep(200);
    }
    return false;
  }

  // The number of new files that were lost.
  int Write() const {
    int num_lost = 0;
    const std::string old_text = Stamped(now_ - 99 * kDay);
    for (int i = 0; i < NumReplacements() / 2; ++i) {
      const uint64_t random = static_cast<uint64_t>(i);
      const std::string new_text = Stamped(now_ - absl::Seconds(i % 1000));
      if (!ReplaceFile(At("x"), old_text, 2 * random).ok() ||
          !ReplaceFile(At("x"), new_text, 2 * random + 1).ok()) {
        return -1;
      }
      if (!HasText("x", new_text)) ++num_lost;
    }
    return num_lost;
  }

  // Cleans until it is killed; each run has a name of its own for what it moves
  // aside.
  [[noreturn]] void CleanForever() const {
    for (uint64_t random = static_cast<uint64_t>(getpid()) << 32;; ++random) {
      const absl::Status status =
          Clean(path_, rules_, now_, random, [](const CleanEvent& event) {
            if (event.outcome == Outcome::kFailed) _exit(2);
          });
      if (!status.ok()) _exit(3);
    }
  }

  pid_t StartCleaner() const {
    const pid_t pid = fork();
    if (pid == 0) CleanForever();
    return pid;
  }

  // False when it had ended by itself, as a failure makes it.
  static bool Kill(pid_t pid) {
    int status;
    kill(pid, SIGKILL);
    return waitpid(pid, &status, 0) == pid && WIFSIGNALED(status);
  }
};

TEST_F(RaceTest, NoReplacementIsLost) {
  const pid_t cleaner = StartCleaner();
  EXPECT_EQ(0, Write());
  EXPECT_TRUE(Kill(cleaner));
  EXPECT_EQ("kept x: it is not old enough\n", Run());
}

TEST_F(RaceTest, NoReplacementIsLostToTwoCleaners) {
  const pid_t first = StartCleaner();
  const pid_t second = StartCleaner();
  EXPECT_EQ(0, Write());
  EXPECT_TRUE(Kill(first));
  EXPECT_TRUE(Kill(second));
  EXPECT_TRUE(Has("x"));
}

TEST_F(RaceTest, NoReplacementIsLostToKilledCleaners) {
  const pid_t writer = fork();
  if (writer == 0) _exit(Write() == 0 ? 0 : 1);
  int status;
  pid_t ended;
  do {
    const pid_t cleaner = StartCleaner();
    usleep(2000);
    EXPECT_TRUE(Kill(cleaner));
    ended = waitpid(writer, &status, WNOHANG);
  } while (ended == 0);
  EXPECT_EQ(writer, ended);
  EXPECT_EQ(0, status);
  (void)Run();
  EXPECT_TRUE(Has("x"));
}

}  // namespace
}  // namespace dp
