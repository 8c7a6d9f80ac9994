// Copyright 2026 The dp authors
// SPDX-License-Identifier: Apache-2.0

#include "lib/base/heap.h"

#include <stddef.h>

#include <new>

#if defined(__has_feature)
#define DP_HAS_FEATURE(x) __has_feature(x)
#else
#define DP_HAS_FEATURE(x) 0
#endif

// AddressSanitizer has a heap of its own.
#if !defined(__SANITIZE_ADDRESS__) && !DP_HAS_FEATURE(address_sanitizer)

// glibc's own, under the names that it exports for the likes of this.
// NOLINTBEGIN(bugprone-reserved-identifier,cert-dcl37-c,cert-dcl51-cpp)
extern "C" void* __libc_malloc(size_t size);
extern "C" void* __libc_calloc(size_t number, size_t size);
extern "C" void* __libc_realloc(void* old, size_t size);
// NOLINTEND(bugprone-reserved-identifier,cert-dcl37-c,cert-dcl51-cpp)

namespace {

// There is no handler before main, whose libraries are on their own then.
void* OrEnd(void* memory) {
  if (memory != nullptr) return memory;
  if (const std::new_handler handler = std::get_new_handler()) handler();
  return nullptr;
}

}  // namespace

extern "C" void* malloc(size_t size) { return OrEnd(__libc_malloc(size)); }

extern "C" void* calloc(size_t number, size_t size) {
  return OrEnd(__libc_calloc(number, size));
}

extern "C" void* realloc(void* old, size_t size) {
  void* const memory = __libc_realloc(old, size);
  // A size of nothing frees the old block.
  return size == 0 ? memory : OrEnd(memory);
}

#endif
