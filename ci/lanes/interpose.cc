// Copyright 2026 The dp authors
// SPDX-License-Identifier: Apache-2.0

// For LD_PRELOAD: makes memory end and reads and writes fall short, from main
// on, in programs whose name begins with dp-.
//
// DP_FAIL=N     the N-th allocation fails; N+: that and all after it
// DP_COUNT=FILE the number of allocations, as eight bytes, goes to FILE
// DP_SHORT=1    read(2) and write(2) take 7 bytes at most, and every second
//               call is interrupted by a signal

#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>

#define EXPORT extern "C"

// NOLINTBEGIN(bugprone-reserved-identifier): glibc's.
EXPORT void* __libc_malloc(size_t);
EXPORT void* __libc_calloc(size_t, size_t);
EXPORT void* __libc_realloc(void*, size_t);
EXPORT int __libc_start_main(int (*)(int, char**, char**), int, char**,
                             void (*)(), void (*)(), void (*)(), void*);

namespace {

constexpr size_t kShort = 7;

bool active = false;
bool fall_short = false;
bool for_good = false;
uint64_t fail_at = 0;
uint64_t own_count = 0;
uint64_t* count = &own_count;

void Begin() {
  if (strncmp(program_invocation_short_name, "dp-", 3) != 0) return;
  if (const char* fail = getenv("DP_FAIL")) {
    char* end;
    fail_at = strtoull(fail, &end, 10);
    for_good = *end == '+';
  }
  if (const char* path = getenv("DP_COUNT")) {
    // Shared memory, as nobody knows how the program will end.
    const int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (fd < 0 || ftruncate(fd, sizeof(*count)) != 0) abort();
    void* page = mmap(nullptr, sizeof(*count), PROT_READ | PROT_WRITE,
                      MAP_SHARED, fd, 0);
    if (page == MAP_FAILED) abort();
    count = static_cast<uint64_t*>(page);
    close(fd);
  }
  fall_short = getenv("DP_SHORT") != nullptr;
  active = true;
}

// What the next library, which is libc, has under the name of `function`.
template <typename Function>
Function* Next(Function*, const char* name) {
  return reinterpret_cast<Function*>(dlsym(RTLD_NEXT, name));
}
#define NEXT(function) Next(function, #function)

// Whether the allocation that is asked for now is one that fails.
bool Fails() {
  if (!active) return false;
  const uint64_t number = __atomic_add_fetch(count, 1, __ATOMIC_RELAXED);
  if (fail_at == 0 || number < fail_at || (number > fail_at && !for_good))
    return false;
  errno = ENOMEM;
  return true;
}

// Whether this call is one that a signal interrupts.
bool Interrupted() {
  static unsigned calls = 0;
  if (++calls % 2 == 0) return false;
  errno = EINTR;
  return true;
}

int (*real_main)(int, char**, char**);

int Main(int argc, char** argv, char** environment) {
  Begin();
  return real_main(argc, argv, environment);
}

}  // namespace

EXPORT int __libc_start_main(int (*main)(int, char**, char**), int argc,
                             char** argv, void (*init)(), void (*fini)(),
                             void (*loader_fini)(), void* stack_end) {
  real_main = main;
  return NEXT(__libc_start_main)(Main, argc, argv, init, fini, loader_fini,
                                 stack_end);
}

// Programs that link lib/base/heap ask for these themselves.
EXPORT void* __libc_malloc(size_t size) {
  static const auto next = NEXT(__libc_malloc);
  return Fails() ? nullptr : next(size);
}

EXPORT void* __libc_calloc(size_t number, size_t size) {
  static const auto next = NEXT(__libc_calloc);
  return Fails() ? nullptr : next(number, size);
}

EXPORT void* __libc_realloc(void* old, size_t size) {
  static const auto next = NEXT(__libc_realloc);
  return Fails() ? nullptr : next(old, size);
}
// NOLINTEND(bugprone-reserved-identifier)

EXPORT void* malloc(size_t size) { return __libc_malloc(size); }

EXPORT void* calloc(size_t number, size_t size) {
  return __libc_calloc(number, size);
}

EXPORT void* realloc(void* old, size_t size) {
  return __libc_realloc(old, size);
}

EXPORT int posix_memalign(void** to, size_t alignment, size_t size) {
  static const auto next = NEXT(posix_memalign);
  return Fails() ? ENOMEM : next(to, alignment, size);
}

EXPORT void* aligned_alloc(size_t alignment, size_t size) {
  static const auto next = NEXT(aligned_alloc);
  return Fails() ? nullptr : next(alignment, size);
}

EXPORT void* mmap(void* at, size_t size, int protection, int flags, int fd,
                  off_t offset) {
  if (Fails()) return MAP_FAILED;
  return reinterpret_cast<void*>(
      syscall(SYS_mmap, at, size, protection, flags, fd, offset));
}

EXPORT void* mremap(void* old, size_t old_size, size_t size, int flags, ...) {
  if (Fails()) return MAP_FAILED;
  return reinterpret_cast<void*>(
      syscall(SYS_mremap, old, old_size, size, flags));
}

EXPORT ssize_t read(int fd, void* to, size_t size) {
  if (fall_short) {
    if (Interrupted()) return -1;
    const ssize_t got = syscall(SYS_read, fd, to, std::min(size, kShort));
    // signalfd(2) gives a whole answer or none.
    if (got >= 0 || errno != EINVAL) return got;
  }
  return syscall(SYS_read, fd, to, size);
}

EXPORT ssize_t write(int fd, const void* from, size_t size) {
  if (fall_short) {
    if (Interrupted()) return -1;
    size = std::min(size, kShort);
  }
  return syscall(SYS_write, fd, from, size);
}
