// Copyright 2026 The dp authors
// SPDX-License-Identifier: Apache-2.0

#include "lib/sandbox/calls.h"

#include <errno.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <sys/ioctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <cstdint>
#include <iterator>
#include <vector>

namespace dp {
namespace {

#if defined(__x86_64__)
constexpr uint32_t kArchitecture = AUDIT_ARCH_X86_64;
#elif defined(__aarch64__)
constexpr uint32_t kArchitecture = AUDIT_ARCH_AARCH64;
#else
constexpr uint32_t kArchitecture = 0;  // Not known here.
#endif

// The numbers of x32 begin here, under the architecture of x86-64; no other
// architecture has as many calls.
constexpr uint32_t kFirstForeign = 0x40000000;

constexpr uint32_t kDenied[] = {
    // Sockets, and io_uring, which makes them without these calls.
    SYS_socket,
    SYS_socketpair,
    SYS_connect,
    SYS_bind,
    SYS_listen,
    SYS_accept,
    SYS_accept4,
    SYS_sendto,
    SYS_sendmsg,
    SYS_sendmmsg,
    SYS_recvfrom,
    SYS_recvmsg,
    SYS_recvmmsg,
    SYS_shutdown,
    SYS_getsockname,
    SYS_getpeername,
    SYS_getsockopt,
    SYS_setsockopt,
    SYS_io_uring_setup,
    SYS_io_uring_enter,
    SYS_io_uring_register,
    // Processes and programs.
    SYS_execve,
    SYS_execveat,
    SYS_clone,
    SYS_clone3,
#ifdef SYS_fork
    SYS_fork,
    SYS_vfork,
#endif
    // Other processes.
    SYS_ptrace,
    SYS_process_vm_readv,
    SYS_process_vm_writev,
    SYS_pidfd_open,
    SYS_pidfd_getfd,
    SYS_process_madvise,
    SYS_kcmp,
    SYS_perf_event_open,
    // The kernel: what is nobody's but an administrator's, or where its own
    // faults were.
    SYS_bpf,
    SYS_userfaultfd,
    SYS_keyctl,
    SYS_add_key,
    SYS_request_key,
    SYS_mount,
    SYS_umount2,
    SYS_pivot_root,
    SYS_chroot,
    SYS_open_tree,
    SYS_move_mount,
    SYS_fsopen,
    SYS_fsconfig,
    SYS_fsmount,
    SYS_fspick,
    SYS_mount_setattr,
    SYS_unshare,
    SYS_setns,
    SYS_open_by_handle_at,
    SYS_init_module,
    SYS_finit_module,
    SYS_delete_module,
    SYS_kexec_load,
    SYS_kexec_file_load,
    SYS_reboot,
    SYS_swapon,
    SYS_swapoff,
    SYS_personality,
};

// ioctl(2) that puts text into a terminal as if it had been typed there.
constexpr uint32_t kTyping[] = {TIOCSTI, TIOCLINUX};

constexpr uint32_t kDeny = SECCOMP_RET_ERRNO | EPERM;

constexpr sock_filter Load(size_t offset) {
  return {BPF_LD | BPF_W | BPF_ABS, 0, 0, static_cast<uint32_t>(offset)};
}

constexpr sock_filter Return(uint32_t value) {
  return {BPF_RET | BPF_K, 0, 0, value};
}

// Skips `size` instructions unless what was loaded is `value`.
constexpr sock_filter Is(uint32_t value, uint8_t size = 1) {
  return {BPF_JMP | BPF_JEQ | BPF_K, 0, size, value};
}

using Program = std::vector<sock_filter>;

// The numbers from which on a call is denied, allowed, denied and so on.
std::vector<uint32_t> Bounds() {
  std::vector<uint32_t> denied(std::begin(kDenied), std::end(kDenied));
  std::sort(denied.begin(), denied.end());
  std::vector<uint32_t> bounds;
  for (const uint32_t call : denied) {
    if (!bounds.empty() && bounds.back() == call) {
      ++bounds.back();
      continue;
    }
    bounds.push_back(call);
    bounds.push_back(call + 1);
  }
  bounds.push_back(kFirstForeign);
  return bounds;
}

// Finds what was loaded between the bounds, by halves: all of the program's
// cost is that the kernel translates it and tries it for each call, once.
class Search {
 public:
  explicit Search(const std::vector<uint32_t>& bounds) : bounds_(bounds) {
    Add(0, bounds.size());
    program_.push_back(Return(SECCOMP_RET_ALLOW));
    program_.push_back(Return(kDeny));
  }
  const Program& program() const { return program_; }

 private:
  // What is known to lie at or after `first` bounds, and before those from
  // `end` on.
  void Add(size_t first, size_t end) {
    if (first == end) return;
    const size_t here = program_.size(), middle = first + (end - first) / 2;
    const size_t high = here + 1 + (middle - first);
    program_.push_back({BPF_JMP | BPF_JGE | BPF_K,
                        Jump(here, high, middle + 1, end),
                        Jump(here, here + 1, first, middle), bounds_[middle]});
    Add(first, middle);
    Add(middle + 1, end);
  }

  // From `here` to the part for these bounds, which begins at `part`; where
  // nothing is left to ask, to what is returned.
  uint8_t Jump(size_t here, size_t part, size_t first, size_t end) const {
    const size_t allow = bounds_.size();
    const size_t target = first < end ? part : allow + first % 2;
    return static_cast<uint8_t>(target - here - 1);
  }

  const std::vector<uint32_t>& bounds_;
  Program program_;
};

Program Filter() {
  // Both architectures are little-endian: the low half comes first.
  constexpr size_t kSecondArgument =
      offsetof(seccomp_data, args) + sizeof(uint64_t);
  Program filter = {
      Load(offsetof(seccomp_data, arch)),
      {BPF_JMP | BPF_JEQ | BPF_K, 1, 0, kArchitecture},
      Return(kDeny),
      Load(offsetof(seccomp_data, nr)),
      Is(SYS_ioctl, 2 + 2 * std::size(kTyping)),
      Load(kSecondArgument),
  };
  for (const uint32_t request : kTyping) {
    filter.push_back(Is(request));
    filter.push_back(Return(kDeny));
  }
  filter.push_back(Return(SECCOMP_RET_ALLOW));
  const std::vector<uint32_t> bounds = Bounds();
  const Search search(bounds);
  filter.insert(filter.end(), search.program().begin(), search.program().end());
  return filter;
}

bool Install(const sock_fprog& program, unsigned flags) {
  return syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, flags, &program) == 0;
}

}  // namespace

bool DenyCalls() {
  if (kArchitecture == 0) return false;
  Program filter = Filter();
  const sock_fprog program = {static_cast<uint16_t>(filter.size()),
                              filter.data()};
  // Kernels before 5.16 else slow the processor down for as long as we live;
  // those before 4.17 do not know the flag.
  return Install(program, SECCOMP_FILTER_FLAG_SPEC_ALLOW) ||
         Install(program, 0);
}

}  // namespace dp
