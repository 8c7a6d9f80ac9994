// Copyright 2026 The dp authors
// SPDX-License-Identifier: Apache-2.0

#include "lib/process/supervisor.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <optional>
#include <utility>

#include "absl/strings/str_cat.h"
#include "lib/base/status.h"
#include "lib/os/io.h"
#include "lib/process/child.h"
#include "lib/process/guardian.h"
#include "lib/process/signal_queue.h"
#include "lib/process/terminal.h"

namespace dp {
namespace {

constexpr absl::Duration kQuick = absl::Seconds(1);
constexpr absl::Duration kQuickPause = absl::Milliseconds(500);
constexpr int kMaxQuick = 3;
constexpr absl::Duration kFirstCheckPause = absl::Seconds(1);
constexpr absl::Duration kLongestCheckPause = absl::Minutes(1);
// What --check says: the exit codes of the tools.
constexpr int kUnchanged = 6;
constexpr int kNotNow = 4;

// Signals that reach the command when they reach us.
constexpr int kForwarded[] = {SIGHUP,  SIGINT,  SIGQUIT,  SIGTERM, SIGUSR1,
                              SIGUSR2, SIGALRM, SIGWINCH, SIGTSTP};

// Signals by which people end programs.
bool IsEnding(int signal) {
  return signal == SIGHUP || signal == SIGINT || signal == SIGQUIT ||
         signal == SIGTERM || signal == SIGKILL;
}

constexpr absl::Duration kNever = absl::InfiniteDuration();

class Supervisor {
 public:
  Supervisor(const SupervisorPlan& plan, const SupervisorHooks& hooks)
      : plan_(plan), hooks_(hooks) {}
  ~Supervisor() {
    terminal_.TakeFrom(group_);
    if (watcher_ > 0) (void)kill(watcher_, SIGKILL);
    guardian_.to = Fd();
    Await(watcher_);
    Await(guardian_.process);
  }
  Supervisor(const Supervisor&) = delete;
  Supervisor& operator=(const Supervisor&) = delete;

  absl::StatusOr<SupervisorEnd> Run() {
    DP_RETURN_IF_ERROR(Begin());
    while (!end_.has_value()) {
      DP_RETURN_IF_ERROR(DoDue());
      if (end_.has_value()) break;
      DP_RETURN_IF_ERROR(WaitForSomething());
    }
    if (killed_by_ != 0) DieBy(killed_by_);
    return SupervisorEnd{*end_, is_of_watcher_};
  }

 private:
  absl::Duration Now() const { return hooks_.elapsed(); }
  bool HasGroup() const { return group_ > 0; }

  static void Await(pid_t child) {
    if (child <= 0) return;
    while (waitpid(child, nullptr, 0) < 0 && errno == EINTR) {
    }
  }

  // Signals are read like everything else. Only then may there be children.
  absl::Status Begin() {
    DP_RETURN_IF_ERROR(signals_.Open());
    // Then the terminal can be handed over from the background, too.
    sigset_t of_terminal;
    sigemptyset(&of_terminal);
    sigaddset(&of_terminal, SIGTTOU);
    sigprocmask(SIG_BLOCK, &of_terminal, nullptr);
    // So that we hear of the end of what the command leaves behind.
    (void)prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0);
    DP_ASSIGN_OR_RETURN(guardian_, StartGuardian());
    return StartWatcher();
  }

  absl::Status StartWatcher() {
    int ends[2];
    if (pipe2(ends, O_CLOEXEC) != 0) return Failed(Cannot("watch", "", errno));
    changes_ = Fd(ends[0]);
    Fd output(ends[1]);
    const pid_t parent = getpid();
    watcher_ = fork();
    if (watcher_ < 0) return Failed(Cannot("start", "watcher", errno));
    if (watcher_ > 0) return absl::OkStatus();
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (getppid() != parent) _exit(0);
    changes_ = Fd();
    guardian_.to = Fd();
    _exit(hooks_.watch(output.get()));
  }

  absl::Status WaitForSomething() {
    pollfd waited[2] = {{signals_.fd(), POLLIN, 0},
                        {changes_.get(), POLLIN, 0}};
    const absl::Duration limit = std::min(NextDue() - Now(), absl::Hours(24));
    const int milliseconds =
        limit == absl::Hours(24)
            ? -1
            : static_cast<int>(absl::ToInt64Milliseconds(
                  absl::Ceil(std::max(limit, absl::ZeroDuration()),
                             absl::Milliseconds(1))));
    if (poll(waited, 2, milliseconds) < 0 && errno != EINTR) {
      return Failed(Cannot("wait", "command", errno));
    }
    ReadSignals();
    if (waited[1].revents != 0) ReadChanges();
    return absl::OkStatus();
  }

  absl::Duration NextDue() const {
    return std::min({start_at_, kill_at_, check_at_});
  }

  absl::Status DoDue() {
    const absl::Duration now = Now();
    if (now >= kill_at_) {
      kill_at_ = kNever;
      SignalGroup(SIGKILL);
      ReapAll();
    }
    if (now >= check_at_) StartCheck();
    if (now >= start_at_) return Start();
    return absl::OkStatus();
  }

  absl::Status Start() {
    start_at_ = kNever;
    ChildPlan child = {plan_.command, plan_.environment};
    child.signals = signals_.before();
    child.has_group = true;
    child.terminal = terminal_.fd_for_command(last_group_);
    child.guardian = guardian_.to.get();
    DP_ASSIGN_OR_RETURN(command_, StartChild(child));
    group_ = last_group_ = command_;
    started_at_ = Now();
    is_stopping_ = is_told_ = false;
    return absl::OkStatus();
  }

  void SignalGroup(int signal) const {
    if (HasGroup()) (void)kill(-group_, signal);
  }

  // Asks the command to end; what comes then is in AfterGroup.
  void Stop() {
    if (is_stopping_ || !HasGroup()) return;
    is_stopping_ = true;
    kill_at_ = Now() + plan_.grace;
    SignalGroup(plan_.signal);
    // One that is stopped would not see it.
    SignalGroup(SIGCONT);
  }

  void ReadSignals() {
    signalfd_siginfo info;
    while (signals_.Next(&info)) {
      const int signal = static_cast<int>(info.ssi_signo);
      if (signal == SIGCHLD) {
        ReapAll();
      } else if (signal == SIGCONT) {
        GoOn();
      } else if (std::find(std::begin(kForwarded), std::end(kForwarded),
                           signal) != std::end(kForwarded)) {
        Forward(signal);
      }
    }
    // Several ends are one signal.
    ReapAll();
  }

  void Forward(int signal) {
    if (HasGroup()) {
      is_told_ |= IsEnding(signal);
      return SignalGroup(signal);
    }
    // There is nobody yet, or for the moment, who could end by it.
    if (signal == SIGWINCH || signal == SIGTSTP) return;
    killed_by_ = signal;
    end_ = 128 + signal;
  }

  // We were continued, and perhaps brought to the foreground.
  void GoOn() {
    if (!HasGroup()) return;
    (void)terminal_.GiveTo(group_);
    SignalGroup(SIGCONT);
  }

  void ReapAll() {
    int status;
    pid_t child;
    while ((child = waitpid(-1, &status, WNOHANG | WUNTRACED)) > 0) {
      if (WIFSTOPPED(status)) {
        if (child == command_) StopToo(WSTOPSIG(status));
      } else if (child == command_) {
        command_ = -1;
        status_ = status;
        AfterCommand();
      } else if (child == check_) {
        check_ = -1;
        AfterCheck(status);
      } else if (child == guardian_.process) {
        guardian_.process = -1;
      } else if (child == watcher_) {
        watcher_ = -1;
        AfterWatcher(status);
      }
    }
    if (HasGroup() && command_ < 0) LookForGroup();
    if (check_group_ > 0 && check_ < 0) EndCheckGroup();
  }

  // The command has stopped: whoever started us is to see that as if it were
  // theirs.
  void StopToo(int signal) {
    if (!terminal_.is_there()) return;
    terminal_.TakeFrom(group_);
    // Without a shell nobody would continue it.
    if (!StopOwnGroup(signal)) return SignalGroup(SIGCONT);
    GoOn();
  }

  // The leader of the group is gone. Unless it was to go, it has ended us.
  void AfterCommand() {
    if (is_stopping_) return;
    // One that somebody wanted to end has not failed.
    const bool is_wanted = is_told_ || IsEnding(ShellStatus(status_) - 128);
    const bool is_quick =
        Now() - started_at_ < kQuick && status_ != 0 && !is_wanted;
    num_quick_ = is_quick ? num_quick_ + 1 : 0;
    is_last_ = !is_quick || num_quick_ >= kMaxQuick;
    if (is_quick && is_last_) {
      hooks_.say(Cannot("keep", plan_.command[0],
                        absl::StrCat(HowItEnded(status_),
                                     " within a second of its start, three "
                                     "times in a row"))
                     .Text());
    }
    if (is_last_) code_ = ShellStatus(status_);
    Stop();
  }

  // Whether something of it is left.
  void LookForGroup() {
    if (kill(-group_, 0) == 0) return;
    // One that has become another user's, and that nothing here can reach.
    if (errno == EPERM && kill_at_ != kNever) return;
    ReleaseGuardian(guardian_.to.get(), group_);
    terminal_.TakeFrom(group_);
    group_ = -1;
    kill_at_ = kNever;
    if (is_last_) {
      end_ = code_;
    } else {
      start_at_ = num_quick_ > 0 ? Now() + kQuickPause : Now();
    }
  }

  void ReadChanges() {
    char bytes[64];
    const ssize_t size = read(changes_.get(), bytes, sizeof(bytes));
    if (size < 0 && errno == EINTR) return;
    if (size <= 0) {
      changes_ = Fd();  // poll(2) passes over a descriptor of -1.
      return;
    }
    for (ssize_t i = 0; i < size; ++i) {
      if (bytes[i] == kBegin) start_at_ = Now();
      if (bytes[i] == kChange) Change();
    }
  }

  void Change() {
    if (is_last_) return;
    // What starts later sees the change.
    if (!HasGroup() || is_stopping_) return;
    if (plan_.check.empty()) return Restart();
    check_at_ = Now();
    check_pause_ = kFirstCheckPause;
  }

  void Restart() {
    num_quick_ = 0;
    is_due_ = false;
    Stop();
  }

  void StartCheck() {
    // One at a time; the next comes when it has ended.
    if (check_ > 0) {
      check_at_ = kNever;
      is_check_due_ = true;
      return;
    }
    check_at_ = kNever;
    is_check_due_ = false;
    const Fd null(open("/dev/null", O_RDONLY | O_CLOEXEC));
    const std::vector<std::string> command = {"sh", "-c", plan_.check};
    ChildPlan child = {command, plan_.environment};
    child.input = null.get();
    child.output = STDERR_FILENO;
    child.signals = signals_.before();
    child.has_group = true;
    child.guardian = guardian_.to.get();
    const absl::StatusOr<pid_t> started = StartChild(child);
    if (started.ok()) {
      check_ = check_group_ = *started;
    } else {
      KeepOld(started.status().message());
    }
  }

  void KeepOld(absl::string_view why) {
    hooks_.say(Cannot("restart", plan_.command[0], why).Text());
    check_at_ = Now() + check_pause_;
    check_pause_ = std::min(check_pause_ * 2, kLongestCheckPause);
  }

  void AfterCheck(int status) {
    const int code = ShellStatus(status);
    if (code == 0) is_due_ = true;
    if (code == kNotNow) {
      KeepOld(absl::StrCat("the check failed: ", HowItEnded(status)));
    } else if (code != 0 && code != kUnchanged) {
      hooks_.say(Cannot("restart", plan_.command[0],
                        absl::StrCat("the check failed: ", HowItEnded(status)))
                     .Text());
    }
    // There was another change meanwhile.
    if (is_check_due_) {
      check_at_ = Now();
    } else if (is_due_) {
      Restart();
    }
  }

  // What a check leaves running is of no use.
  void EndCheckGroup() {
    (void)kill(-check_group_, SIGKILL);
    ReleaseGuardian(guardian_.to.get(), check_group_);
    check_group_ = -1;
  }

  // Nothing will be noticed any more: for the reason that it has told.
  void AfterWatcher(int status) {
    if (is_last_) return;
    if (WIFSIGNALED(status)) {
      hooks_.say(Cannot("watch", "changes", HowItEnded(status)).Text());
    }
    is_last_ = is_of_watcher_ = true;
    code_ = WIFSIGNALED(status) ? 1 : WEXITSTATUS(status);
    start_at_ = check_at_ = kNever;
    if (HasGroup()) {
      Stop();
    } else {
      end_ = code_;
    }
  }

  // As if nobody had held the signal up.
  void DieBy(int signal) {
    struct sigaction standard = {};
    standard.sa_handler = SIG_DFL;
    sigaction(signal, &standard, nullptr);
    (void)raise(signal);
    sigset_t it;
    sigemptyset(&it);
    sigaddset(&it, signal);
    sigprocmask(SIG_UNBLOCK, &it, nullptr);
  }

  const SupervisorPlan& plan_;
  const SupervisorHooks& hooks_;
  SignalQueue signals_;
  Fd changes_;
  Guardian guardian_;
  Terminal terminal_;

  pid_t watcher_ = -1;
  pid_t command_ = -1;  // Its leader, while that runs.
  pid_t group_ = -1;    // While anything of it is there.
  pid_t last_group_ = -1;
  int status_ = 0;  // How the leader ended.
  bool is_stopping_ = false;
  bool is_told_ = false;  // To end, by somebody else.
  int num_quick_ = 0;

  pid_t check_ = -1, check_group_ = -1;
  bool is_check_due_ = false;  // Once more, after this one.
  bool is_due_ = false;        // A check has said so.
  absl::Duration check_pause_ = kFirstCheckPause;

  absl::Duration start_at_ = kNever, kill_at_ = kNever, check_at_ = kNever;
  absl::Duration started_at_;

  bool is_last_ = false;  // It is not to be started again.
  int code_ = 0;          // What it then ends with.
  bool is_of_watcher_ = false;
  int killed_by_ = 0;
  std::optional<int> end_;
};

}  // namespace

absl::StatusOr<SupervisorEnd> Supervise(const SupervisorPlan& plan,
                                        const SupervisorHooks& hooks) {
  return Supervisor(plan, hooks).Run();
}

}  // namespace dp
