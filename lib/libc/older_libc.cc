// Copyright 2026 The dp authors
// SPDX-License-Identifier: Apache-2.0

// What the archives in our programs ask of a C library of today, so that the
// programs run with one of yesterday, too: glibc 2.34, of RHEL 9 and Ubuntu
// 22.04. libstdc++ wants arc4random(3), of 2.36, for std::random_device, which
// nothing here uses; the unwinder wants _dl_find_object(3), of 2.35. All else
// is older. ci/graph says so where anything newer comes in.

#include <dlfcn.h>
#include <link.h>
#include <stddef.h>
#include <stdlib.h>
#include <sys/random.h>

#include <cstdint>

namespace {

// The object that an address lies in, once it is found.
struct Search {
  uintptr_t address;
  dl_find_object* result;
};

int LookInto(dl_phdr_info* info, size_t /*size*/, void* data) {
  const Search& search = *static_cast<Search*>(data);
  uintptr_t start = 0, end = 0, frames = 0;
  for (size_t i = 0; i < info->dlpi_phnum; ++i) {
    const ElfW(Phdr)& part = info->dlpi_phdr[i];
    const uintptr_t from = info->dlpi_addr + part.p_vaddr;
    if (part.p_type == PT_GNU_EH_FRAME) frames = from;
    if (part.p_type != PT_LOAD) continue;
    if (end == 0) start = from;
    end = from + part.p_memsz;
  }
  if (frames == 0 || search.address < start || search.address >= end) return 0;
  *search.result = {};
  search.result->dlfo_map_start = reinterpret_cast<void*>(start);
  search.result->dlfo_map_end = reinterpret_cast<void*>(end);
  search.result->dlfo_eh_frame = reinterpret_cast<void*>(frames);
  return 1;
}

}  // namespace

extern "C" {

// Hidden: no library that is loaded gets these instead of its own.

// NOLINTNEXTLINE(bugprone-reserved-identifier): glibc's.
__attribute__((visibility("hidden"))) int _dl_find_object(
    void* address, dl_find_object* result) noexcept {
  Search search = {reinterpret_cast<uintptr_t>(address), result};
  return dl_iterate_phdr(LookInto, &search) == 1 ? 0 : -1;
}

__attribute__((visibility("hidden"))) uint32_t arc4random() noexcept {
  uint32_t number;
  if (getrandom(&number, sizeof(number), 0) != sizeof(number)) abort();
  return number;
}

}  // extern "C"
