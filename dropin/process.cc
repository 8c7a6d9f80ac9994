// Copyright 2026 The dp authors
// SPDX-License-Identifier: Apache-2.0

#include "dropin/process.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <algorithm>
#include <cstdint>
#include <utility>

#include "absl/strings/str_cat.h"
#include "lib/base/status.h"

namespace dp {
namespace {

constexpr int kEnding[] = {SIGINT, SIGTERM, SIGHUP, SIGQUIT};
// How long a tool that writes a file may take to end.
constexpr int kGraceMilliseconds = 300;

bool MakePipe(Fd* read_end, Fd* write_end) {
  int ends[2];
  if (pipe2(ends, O_CLOEXEC) != 0) return false;
  *read_end = Fd(ends[0]);
  *write_end = Fd(ends[1]);
  return true;
}

// Reads what is there; false at the end.
bool ReadSome(int fd, Secret* to) {
  constexpr size_t kRoom = size_t{64} << 10;
  const size_t size = to->size();
  if (to->capacity() < size + kRoom) to->Reserve(2 * (size + kRoom));
  to->Resize(size + kRoom);
  const ssize_t count = read(fd, to->RevealMutable().data() + size, kRoom);
  const bool again = count < 0 && errno == EINTR;
  to->Resize(size + static_cast<size_t>(std::max<ssize_t>(count, 0)));
  return count > 0 || again;
}

bool ReadSome(int fd, std::string* to) {
  char buffer[4096];
  const ssize_t count = read(fd, buffer, sizeof(buffer));
  if (count > 0) to->append(buffer, static_cast<size_t>(count));
  return count > 0 || (count < 0 && errno == EINTR);
}

int ExitOf(int status) {
  return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
}

int64_t Milliseconds() {
  timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return int64_t{1000} * now.tv_sec + now.tv_nsec / 1000000;
}

}  // namespace

absl::StatusOr<Fd> ReadableBytes(absl::string_view bytes) {
  Fd read_end, write_end;
  if (!MakePipe(&read_end, &write_end)) {
    return Failed(Cannot("make", "pipe", errno));
  }
  const int size = static_cast<int>(bytes.size());
  const int room = fcntl(write_end.get(), F_GETPIPE_SZ);
  if (size <= room || fcntl(write_end.get(), F_SETPIPE_SZ, size) >= size) {
    DP_RETURN_IF_ERROR(bytes.empty()
                           ? absl::OkStatus()
                           : WriteAll(write_end.get(), bytes, "pipe"));
    return read_end;
  }
  Fd memory(memfd_create("doppler", MFD_CLOEXEC));
  if (memory.get() < 0) return Failed(Cannot("make", "memory file", errno));
  DP_RETURN_IF_ERROR(WriteAll(memory.get(), bytes, "memory file"));
  if (lseek(memory.get(), 0, SEEK_SET) != 0) {
    return Failed(Cannot("read", "memory file", errno));
  }
  return memory;
}

void PassOn(int fd) { (void)fcntl(fd, F_SETFD, 0); }

Tools::Tools(std::string directory)
    : directory_(std::move(directory)), self_(getpid()) {
  sigset_t ending;
  sigemptyset(&ending);
  for (const int signal : kEnding) sigaddset(&ending, signal);
  sigaddset(&ending, SIGCHLD);
  sigprocmask(SIG_BLOCK, &ending, &mask_);
  struct sigaction action = {};
  action.sa_handler = SIG_DFL;
  sigaction(SIGCHLD, &action, &child_);
  action.sa_handler = SIG_IGN;
  sigaction(SIGPIPE, &action, &pipe_);
  signals_ = Fd(signalfd(-1, &ending, SFD_CLOEXEC | SFD_NONBLOCK));
}

Tools::~Tools() { Release(); }

void Tools::Release() {
  if (released_) return;
  released_ = true;
  EndAll();
  sigaction(SIGCHLD, &child_, nullptr);
  sigaction(SIGPIPE, &pipe_, nullptr);
  sigprocmask(SIG_SETMASK, &mask_, nullptr);
}

// In the child: becomes the tool.
void Tools::Become(const ToolCall& call, int in, int out, int err, int report) {
  if (prctl(PR_SET_PDEATHSIG, SIGKILL) != 0 || getppid() != self_) _exit(125);
  if (call.input != ToolCall::Input::kInherited && dup2(in, STDIN_FILENO) < 0) {
    _exit(125);
  }
  if (dup2(out, STDOUT_FILENO) < 0 || dup2(err, STDERR_FILENO) < 0) _exit(125);
  for (const Fd& fd : call.passed) PassOn(fd.get());
  if (report >= 0) PassOn(report);
  sigaction(SIGCHLD, &child_, nullptr);
  sigaction(SIGPIPE, &pipe_, nullptr);
  sigprocmask(SIG_SETMASK, &mask_, nullptr);
  const std::string path = absl::StrCat(directory_, call.tool);
  std::vector<std::string> words = {call.tool};
  if (report >= 0) words.push_back(absl::StrCat("--report-to=fd:", report));
  words.insert(words.end(), call.arguments.begin(), call.arguments.end());
  std::vector<char*> argv;
  for (std::string& word : words) argv.push_back(word.data());
  argv.push_back(nullptr);
  execve(path.c_str(), argv.data(), environ);
  (void)WriteAll(
      STDERR_FILENO,
      absl::StrCat(call.tool, ": ", Cannot("run", path, errno).Text(), "\n"),
      "stderr");
  _exit(1);
}

Tool* Tools::Start(ToolCall call) {
  tools_.push_back(std::make_unique<Tool>());
  Tool* tool = tools_.back().get();
  Fd in, out, err, report;
  bool good = MakePipe(&tool->out_, &out) && MakePipe(&tool->err_, &err);
  good = good && MakePipe(&tool->report_, &report);
  if (call.input == ToolCall::Input::kFed) {
    good = good && MakePipe(&in, &tool->in_) &&
           fcntl(tool->in_.get(), F_SETFL, O_NONBLOCK) == 0;
  } else if (call.input == ToolCall::Input::kNothing) {
    in = Fd(open("/dev/null", O_RDONLY | O_CLOEXEC));
    good = good && in.get() >= 0;
  }
  tool->name_ = call.tool;
  if (good) tool->pid_ = fork();
  if (good && tool->pid_ == 0) {
    Become(call, in.get(), out.get(), err.get(), report.get());
  }
  if (!good || tool->pid_ < 0) {
    tool->pid_ = -1;
    tool->ended_ = true;
    tool->report.exit = kFailed;
    tool->report.message = Cannot("run", call.tool, errno);
  }
  return tool;
}

void Tools::Feed(Tool* tool, absl::string_view bytes) {
  tool->fed_ = bytes;
  Write(tool);
}

// Writes as much as goes in now.
void Tools::Write(Tool* tool) {
  while (!tool->fed_.empty()) {
    const ssize_t count =
        write(tool->in_.get(), tool->fed_.data(), tool->fed_.size());
    if (count > 0) {
      tool->fed_.remove_prefix(static_cast<size_t>(count));
    } else if (count < 0 && errno == EINTR) {
      continue;
    } else if (count < 0 && errno == EAGAIN) {
      return;
    } else {
      // It has ended; its status tells.
      tool->fed_ = {};
    }
  }
  (void)tool->in_.Close();
}

void Tools::Reap() {
  for (const std::unique_ptr<Tool>& tool : tools_) {
    if (tool->pid_ > 0 && waitpid(tool->pid_, &tool->status_, WNOHANG) > 0) {
      tool->pid_ = -1;
    }
  }
}

void Tools::HearSignal() {
  signalfd_siginfo info;
  while (read(signals_.get(), &info, sizeof(info)) == sizeof(info)) {
    if (info.ssi_signo == SIGCHLD) continue;
    const int signal = static_cast<int>(info.ssi_signo);
    Release();
    raise(signal);
    // Process 1 does not end by a signal of its own.
    _exit(128 + signal);
  }
  Reap();
}

void Tools::Pump() {
  struct Watched {
    Tool* tool;
    Fd* fd;
  };
  std::vector<pollfd> polls = {{signals_.get(), POLLIN, 0}};
  std::vector<Watched> watched = {{nullptr, nullptr}};
  for (const std::unique_ptr<Tool>& tool : tools_) {
    for (Fd* fd : {&tool->out_, &tool->err_, &tool->report_}) {
      if (fd->get() < 0) continue;
      polls.push_back({fd->get(), POLLIN, 0});
      watched.push_back({tool.get(), fd});
    }
    if (tool->fed_.empty()) continue;
    polls.push_back({tool->in_.get(), POLLOUT, 0});
    watched.push_back({tool.get(), &tool->in_});
  }
  if (poll(polls.data(), polls.size(), -1) < 0) return;
  for (size_t i = 1; i < polls.size(); ++i) {
    if (polls[i].revents == 0) continue;
    Tool* tool = watched[i].tool;
    Fd* fd = watched[i].fd;
    if (fd == &tool->in_) {
      Write(tool);
      continue;
    }
    const bool more = fd == &tool->out_   ? ReadSome(fd->get(), &tool->output)
                      : fd == &tool->err_ ? ReadSome(fd->get(), &tool->errors_)
                                          : ReadSome(fd->get(), &tool->line_);
    if (!more) (void)fd->Close();
  }
  if (polls[0].revents != 0) HearSignal();
}

void Tools::Finish(Tool* tool) {
  while (!tool->ended_) {
    if (tool->pid_ > 0 || tool->out_.get() >= 0 || tool->err_.get() >= 0 ||
        tool->report_.get() >= 0) {
      Pump();
      continue;
    }
    tool->ended_ = true;
    tool->report.exit = ExitOf(tool->status_);
    ReadReport(tool->name_, tool->line_, tool->errors_, &tool->report);
  }
}

void Tools::Stop(Tool* tool) {
  if (tool->pid_ > 0) {
    (void)kill(tool->pid_, SIGKILL);
    (void)waitpid(tool->pid_, &tool->status_, 0);
    tool->pid_ = -1;
  }
  for (Fd* fd : {&tool->in_, &tool->out_, &tool->err_, &tool->report_}) {
    (void)fd->Close();
  }
  tool->fed_ = {};
  tool->output.Clear();
  tool->ended_ = true;
}

void Tools::EndAll() {
  for (const std::unique_ptr<Tool>& tool : tools_) {
    if (tool->pid_ > 0) (void)kill(tool->pid_, SIGTERM);
  }
  const int64_t end = Milliseconds() + kGraceMilliseconds;
  for (;;) {
    Reap();
    const int64_t left = end - Milliseconds();
    const bool running =
        std::any_of(tools_.begin(), tools_.end(),
                    [](const auto& tool) { return tool->pid_ > 0; });
    if (!running || left <= 0) break;
    pollfd wake = {signals_.get(), POLLIN, 0};
    (void)poll(&wake, 1, static_cast<int>(left));
    signalfd_siginfo info;
    while (read(signals_.get(), &info, sizeof(info)) == sizeof(info)) {
    }
  }
  for (const std::unique_ptr<Tool>& tool : tools_) {
    if (!tool->ended_) Stop(tool.get());
  }
}

}  // namespace dp
